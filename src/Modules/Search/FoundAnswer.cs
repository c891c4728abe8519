using System.Buffers;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Feria.Search;

/// <summary>
/// 200 with what was found, as <see cref="Json"/> would write it; what is shown of a product is put there as the bytes
/// it is known as.
/// </summary>
sealed class FoundAnswer(Answer answer) : IResult, IEndpointMetadataProvider
{
    [ThreadStatic]
    static ArrayBufferWriter<byte>? page;

    [ThreadStatic]
    static Utf8JsonWriter? writer;

    public Task ExecuteAsync(HttpContext context)
    {
        // Written whole, and copied before anybody else may come by this thread.
        var whole = page ??= new(32 << 10);
        whole.ResetWrittenCount();
        Write(whole);
        var response = context.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = whole.WrittenCount;
        response.BodyWriter.Write(whole.WrittenSpan);
        return response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    internal void Write(IBufferWriter<byte> bytes)
    {
        var json = writer ??= new(bytes, new() { Encoder = Json.Options.Encoder, SkipValidation = true });
        json.Reset(bytes);
        var found = answer.Found;
        json.WriteStartObject();
        WriteShown(json, "items"u8, answer.Items);
        json.WriteString("next"u8, found.Next);
        json.WriteNumber("total"u8, found.Total);
        json.WritePropertyName("facets"u8);
        JsonSerializer.Serialize(json, found.Facets, Json.Options);
        json.WriteString("matched"u8, found.Matched);
        json.WriteString("corrected"u8, found.Corrected);
        json.WritePropertyName("ignored"u8);
        JsonSerializer.Serialize(json, found.Ignored, Json.Options);
        WriteShown(json, "nearest"u8, answer.Nearest);
        json.WriteString("redirect"u8, found.Redirect);
        json.WriteEndObject();
        json.Flush();
    }

    static void WriteShown(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<Shown> shown)
    {
        json.WriteStartArray(name);
        for (var i = 0; i < shown.Count; i++) json.WriteRawValue(shown[i].Json, skipInputValidation: true);
        json.WriteEndArray();
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Found), ["application/json"]));
}
