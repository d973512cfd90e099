using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;

namespace ConsentHub.Http;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and its page at <c>/docs</c>.</summary>
internal static class OpenApiSetup
{
    private const string ApiKeyScheme = "ApiKey";

    public static void AddOpenApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddSchemaTransformer<DomainComments>();
        options.AddSchemaTransformer<OptionalMembers>();
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "ConsentHub",
                Version = "v1",
                Description = "Consent management: record, read, withdraw and export visitors' choices. Errors are RFC 9457 problem details.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes[ApiKeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key, created by `key create` or POST /v1/admin/keys.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<VisitorHeaderMetadata>().Any())
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = "Visitor-Id",
                    In = ParameterLocation.Header,
                    Required = true,
                    Description = "The visitor's bearer secret: 22 characters of base64url.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 22, MaxLength = 22 },
                });
            }

            operation.Security = SecurityOf(context.Description.ActionDescriptor.EndpointMetadata, context.Document);
            foreach (var parameter in context.Description.ActionDescriptor.EndpointMetadata.OfType<IReadOnlyList<QueryParameter>>().SelectMany(p => p))
            {
                operation.Parameters ??= [];
                // The framework already lists parameters that the handler binds, so only their description is missing.
                if (operation.Parameters.FirstOrDefault(p => p.Name == parameter.Name) is { } described)
                {
                    described.Description = parameter.Description;
                    continue;
                }

                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = parameter.Name,
                    In = ParameterLocation.Query,
                    Description = parameter.Description,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }

            return Task.CompletedTask;
        });
    });

    /// <summary>For an optional key, the list has an empty requirement before that of the key. An empty list means that the endpoint ignores keys.</summary>
    private static List<OpenApiSecurityRequirement> SecurityOf(IList<object> metadata, OpenApiDocument? document)
    {
        var withKey = new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKeyScheme, document)] = [] };
        return metadata.OfType<IAuthorizeData>().Any() ? [withKey]
            : metadata.OfType<AuditedAction>().Any() ? [new OpenApiSecurityRequirement(), withKey]
            : [];
    }

    public static void MapOpenApiDocument(this WebApplication app)
    {
        app.MapGet("/openapi/v1.json", async (HttpContext context, ApiDocument document) => await (await document.BodyAsync()).WriteAsync(context)).ExcludeFromDescription();
        app.Use(next =>
        {
            // The page is built at its first request, because most hubs never serve it.
            var page = new Lazy<RequestDelegate>(() => DocumentPage(app, next));
            return context => context.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal) ? page.Value(context) : next(context);
        });
    }

    private static RequestDelegate DocumentPage(IApplicationBuilder app, RequestDelegate next)
    {
        var page = app.New();
        page.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "docs";
            ui.DocumentTitle = "ConsentHub API";
            // The URL is relative, so that it works under a path behind a reverse proxy.
            ui.SwaggerEndpoint("../openapi/v1.json", "ConsentHub v1");
        });
        page.Run(next);
        return page.Build();
    }

    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
            endpoint.ProducesProblem(status);

        return endpoint;
    }

    public static RouteHandlerBuilder WithVisitorHeader(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new VisitorHeaderMetadata());

    /// <summary>Declares and describes the query parameters of the endpoint.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, IReadOnlyList<QueryParameter> parameters) => endpoint.WithMetadata(parameters);

    private sealed record VisitorHeaderMetadata;
}

/// <summary>An optional query parameter in the OpenAPI document.</summary>
internal sealed record QueryParameter(string Name, string Description);
