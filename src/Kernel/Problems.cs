using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Validation;
using Npgsql;

namespace Feria.Kernel;

/// <summary>Makes a problem with a stable code of everything that goes wrong outside a slice's own refusals.</summary>
public static partial class Problems
{
    /// <summary>Which refusal a violated constraint means, over all modules.</summary>
    public sealed record ConstraintRefusals(IReadOnlyDictionary<string, Refusal> ByName);

    public static IServiceCollection AddProblems(this IServiceCollection services, IEnumerable<IModule> modules)
    {
        services.AddSingleton(new ConstraintRefusals(modules.SelectMany(module => module.Constraints).ToDictionary()));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => Json.Configure(options.SerializerOptions));
        return services.AddProblemDetails(options => options.CustomizeProblemDetails = Complete);
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = AnswerFaultAsync,
            // A refusal is not a fault: only what ends in a 5xx is logged by the handler.
            // Nor is being busy: there would be thousands.
            SuppressDiagnosticsCallback = fault => fault.Exception is Overloaded
                || RefusalOf(fault.Exception, ConstraintsOf(fault.HttpContext)).Status < 500,
        });
        app.UseStatusCodePages(context => context.HttpContext.Response.StatusCode switch
        {
            404 => KernelRefusals.NotFound,
            405 => KernelRefusals.MethodNotAllowed,
            413 => KernelRefusals.BodyTooLarge,
            415 => KernelRefusals.UnsupportedMediaType,
            >= 500 => KernelRefusals.Broken,
            _ => KernelRefusals.BadRequest,
        } is var refusal ? refusal.AsProblem().ExecuteAsync(context.HttpContext) : Task.CompletedTask);
    }

    static Task AnswerFaultAsync(HttpContext context)
    {
        var said = context.Features.Get<IExceptionHandlerFeature>()!;
        var refusal = RefusalOf(said.Error, ConstraintsOf(context));
        if (refusal.Status >= 500) Note(context, said, refusal);
        return refusal.AsProblem().ExecuteAsync(context);
    }

    // Who gave up waiting for an answer, and who was refused a turn, found nothing broken.
    static void Note(HttpContext context, IExceptionHandlerFeature said, Refusal refusal)
    {
        if (said.Error is Overloaded
            || (said.Error is OperationCanceledException && context.RequestAborted.IsCancellationRequested)) return;
        var place = said.Endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName
            ?? $"{context.Request.Method} {(said.Endpoint as RouteEndpoint)?.RoutePattern.RawText}".TrimEnd();
        var service = said.Endpoint?.Metadata.GetMetadata<System.Reflection.MethodInfo>()?.DeclaringType?.Namespace;
        var fault = Mishap.Of(
            said.Error, service?.Split('.').ElementAtOrDefault(1)?.ToLowerInvariant() ?? "feria", place,
            refusal == KernelRefusals.Broken ? Severity.Error : Severity.Warning);
        context.RequestServices.GetRequiredService<Database>().Mishaps.Note(
            fault, said.Error.GetBaseException().Message);
    }

    static IReadOnlyDictionary<string, Refusal> ConstraintsOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ConstraintRefusals>().ByName;

    /// <summary>The refusal an exception stands for; <c>broken</c> where it stands for none.</summary>
    public static Refusal RefusalOf(Exception fault, IReadOnlyDictionary<string, Refusal> constraints) => fault switch
    {
        BadHttpRequestException { StatusCode: 413 } => KernelRefusals.BodyTooLarge,
        BadHttpRequestException { StatusCode: 415 } => KernelRefusals.UnsupportedMediaType,
        BadHttpRequestException { InnerException: JsonException inner } => RefusalOf(inner),
        BadHttpRequestException { Message: var said } when said.Contains("body") => KernelRefusals.MalformedBody,
        BadHttpRequestException => KernelRefusals.BadRequest,
        PostgresException { ConstraintName: { } name } when constraints.TryGetValue(name, out var refusal) => refusal,
        // 25006: written to a node that was the primary a moment ago.
        PostgresException { SqlState: "40001" or "40P01" or "55P03" or "57014" or "25006" } =>
            KernelRefusals.Unavailable,
        Overloaded => KernelRefusals.Overloaded,
        NpgsqlException { IsTransient: true } or TimeoutException => KernelRefusals.Unavailable,
        NpgsqlException and not PostgresException => KernelRefusals.Unavailable,
        // The caller's own giving up is answered to nobody; what else gave up did so for want of time.
        OperationCanceledException => KernelRefusals.Unavailable,
        _ => KernelRefusals.Broken,
    };

    internal static Refusal RefusalOf(JsonException fault) =>
        fault.Message.StartsWith(KernelRefusals.MalformedText.Sentence, StringComparison.Ordinal)
            ? KernelRefusals.MalformedText.With("at", fault.Path)
            : Missing().Matches(fault.Message) is { Count: > 0 } missing
                ? KernelRefusals.InvalidFields.With("errors", missing.ToDictionary(
                    name => Prefix(fault.Path) + name.Groups[1].Value, _ => new[] { "This field is missing." }))
                : KernelRefusals.MalformedBody.With("at", fault.Path);

    static string Prefix(string? path) => path is null or "$" ? "" : path["$.".Length..] + ".";

    // The names in "… was missing required properties including: 'text', 'count'."
    [GeneratedRegex(@"(?<=missing required properties including: .*)'([^']+)'")]
    private static partial Regex Missing();

    // Whatever writes a problem (validation included) leaves with a code, and a 5xx with a trace to ask about.
    static void Complete(ProblemDetailsContext context)
    {
        var details = context.ProblemDetails;
        var status = details.Status ?? context.HttpContext.Response.StatusCode;
        if (details is HttpValidationProblemDetails invalid) NameFields(invalid);
        details.Extensions.TryAdd("code", status >= 500 ? KernelRefusals.Broken.Code : KernelRefusals.BadRequest.Code);
        details.Type = $"urn:feria:error:{details.Extensions["code"]}";
        if (status < 500) details.Extensions.Remove("traceId");
        if (details.Extensions.TryGetValue("retryAfter", out var seconds))
            context.HttpContext.Response.Headers.RetryAfter = seconds?.ToString();
    }

    static void NameFields(HttpValidationProblemDetails invalid)
    {
        invalid.Title = KernelRefusals.InvalidFields.Sentence;
        invalid.Extensions["code"] = KernelRefusals.InvalidFields.Code;
        invalid.Errors = AsWritten(invalid.Errors);
    }

    // Fields are named as the client wrote them: address.postalCode, not Address.PostalCode.
    static Dictionary<string, string[]> AsWritten(IDictionary<string, string[]> errors) => errors.ToDictionary(
        error => string.Join('.', error.Key.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName)),
        error => error.Value);

    /// <summary>What is wrong with the fields of what came by another door than a request, by their names.</summary>
    public static async Task<IReadOnlyDictionary<string, string[]>> FaultsOfAsync(
        object said, ValidationOptions validation)
    {
        if (!validation.TryGetValidatableTypeInfo(said.GetType(), out var shape))
            throw new InvalidOperationException($"{said.GetType().Name} is no [ValidatableType].");
        var context = new ValidateContext
        {
            ValidationOptions = validation,
            ValidationContext = new(said, said.GetType().Name, serviceProvider: null, items: null),
        };
        await shape.ValidateAsync(said, context, CancellationToken.None);
        return AsWritten(context.ValidationErrors ?? []);
    }
}
