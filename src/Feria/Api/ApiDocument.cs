using System.Text.Json;
using System.Text.Json.Nodes;
using Feria.Kernel;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Feria.Api;

/// <summary>
/// Completes the OpenAPI 3.1 document at <c>/openapi/v1.json</c>: summaries from the slices, every refusal by status
/// with its codes and an example, who may call, which headers a write takes.
/// </summary>
static class ApiDocument
{
    public static void Add(IServiceCollection services)
    {
        var texts = SliceTexts.Load();
        services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = description =>
                description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) is true;
            options.CreateSchemaReferenceId = SchemaNames.Of;
            options.AddDocumentTransformer(DescribeAsync);
            options.AddOperationTransformer(
                (operation, context, stop) => CompleteAsync(operation, context, texts, stop));
        });
    }

    static Task DescribeAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken stop)
    {
        document.Info.Title = "Feria";
        document.Info.Version = "v1";
        document.Info.Description =
            "The marketplace's API. Money is {amount, currency} in minor units. Lists are {items, next} with limit and "
            + "cursor. Errors are RFC 9457 problems with a stable code. Writes accept an Idempotency-Key.";
        document.Info.License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The token that POST /api/v1/sessions answers, or a store's key.",
            },
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas["Problem"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "type", "title", "status", "code" },
            Description = "RFC 9457 problem details. The code is stable; docs/errors.md lists them all.",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("urn:feria:error: and the code"),
                ["title"] = Text("One sentence for a person"),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
                ["code"] = Text("Stable, machine-readable"),
                ["field"] = Text("The field it is about, where there is one"),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "Sentences by field, for invalid_fields",
                    AdditionalProperties = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                },
                ["traceId"] = Text("To ask about, on a 5xx"),
            },
        };
        return Task.CompletedTask;
    }

    static OpenApiSchema Text(string meaning) => new() { Type = JsonSchemaType.String, Description = meaning };

    static Task CompleteAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, SliceTexts texts,
            CancellationToken stop)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Summary ??= texts.Of(operation.OperationId);
        var method = context.Description.HttpMethod ?? "GET";
        var rule = metadata.OfType<AccessRule>().LastOrDefault();

        AddSecurity(operation, rule, context);
        if (method is not "GET") AddIdempotencyKey(operation);
        AddBodyExample(operation, metadata.OfType<BodyExample>().LastOrDefault());
        AddProblems(operation, EndpointRefusals.Of(metadata, method, operation.RequestBody is not null), context);
        return Task.CompletedTask;
    }

    static void AddSecurity(OpenApiOperation operation, AccessRule? rule, OpenApiOperationTransformerContext context)
    {
        if (rule is null or { Who: Audience.Anyone }) return;
        operation.Security = [new() { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
        if (rule.Who == Audience.AccountOrKey) operation.Description = "Also answers a key of the store.";
        if (rule.Who == Audience.Staff) operation.Description = "For whoever holds a permission of the platform.";
        if (rule.Permission is not null) operation.Description = $"Needs the permission `{rule.Permission}`.";
    }

    static void AddIdempotencyKey(OpenApiOperation operation) => (operation.Parameters ??= []).Add(new OpenApiParameter
    {
        Name = "Idempotency-Key",
        In = ParameterLocation.Header,
        Description = "1 to 200 printable characters. The same key and body get the same answer, however often.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 },
        Example = "5f0c6a1e-checkout-1",
    });

    static void AddBodyExample(OpenApiOperation operation, BodyExample? example)
    {
        if (example is null || operation.RequestBody?.Content is not { } content) return;
        foreach (var media in content.Values)
            media.Example = JsonSerializer.SerializeToNode(example.Body, Json.Options);
    }

    static void AddProblems(
        OpenApiOperation operation, IReadOnlyList<Refusal> refusals, OpenApiOperationTransformerContext context)
    {
        operation.Responses ??= [];
        foreach (var byStatus in refusals.GroupBy(refusal => refusal.Status).OrderBy(group => group.Key))
        {
            operation.Responses[byStatus.Key.ToString()] = new OpenApiResponse
            {
                Description = string.Join(" ", byStatus.Select(refusal => $"`{refusal.Code}` {refusal.Sentence}")),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new()
                    {
                        Schema = new OpenApiSchemaReference("Problem", context.Document),
                        Examples = byStatus.ToDictionary(
                            refusal => refusal.Code,
                            refusal => (IOpenApiExample)new OpenApiExample { Value = ProblemNode(refusal) }),
                    },
                },
            };
        }
    }

    static JsonNode? ProblemNode(Refusal refusal) =>
        JsonSerializer.SerializeToNode(refusal.AsDetails(), JsonSerializerOptions.Web);
}
