using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Feria.Kernel;

/// <summary>
/// The one way JSON is written and read: camelCase, unknown members refused, text that a database can hold.
/// </summary>
public static class Json
{
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions());

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireWhatHasNoDefault } };
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.MaxDepth = 32;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new PlainText());
        return options;
    }

    // A missing member must not become null or zero behind a slice's back; one that may be null may be left out.
    static void RequireWhatHasNoDefault(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
            if (property.Set is not null && property.AssociatedParameter is { HasDefaultValue: false } parameter
                && !MayBeNull(parameter))
                property.IsRequired = true;
    }

    static bool MayBeNull(JsonParameterInfo parameter) => parameter.ParameterType.IsValueType
        ? Nullable.GetUnderlyingType(parameter.ParameterType) is not null
        : parameter.IsNullable;

    // PostgreSQL holds neither NUL nor half a surrogate pair; refusing them here makes it a 400 with words.
    sealed class PlainText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            if (reader.TokenType is not JsonTokenType.String) throw new JsonException();
            string text;
            try
            {
                text = reader.GetString()!;
            }
            catch (InvalidOperationException lone)
            {
                throw new JsonException(KernelRefusals.MalformedText.Sentence, lone);
            }

            return Text.IsStorable(text) ? text : throw new JsonException(KernelRefusals.MalformedText.Sentence);
        }

        public override void Write(Utf8JsonWriter writer, string text, JsonSerializerOptions options) =>
            writer.WriteStringValue(text);
    }
}

public static class Text
{
    /// <summary>Whether a database can hold the text: no NUL, no lone surrogate.</summary>
    public static bool IsStorable(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0') return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length
                || !char.IsLowSurrogate(text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
