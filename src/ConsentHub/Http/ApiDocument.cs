using System.Text;
using ConsentHub.Settings;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ConsentHub.Http;

/// <summary>The OpenAPI document, made when somebody first asks for it and then kept as bytes.</summary>
internal sealed class ApiDocument([FromKeyedServices("v1")] IOpenApiDocumentProvider provider, HubSettings settings)
{
    private readonly Lock gate = new();
    private Task<ServedBody>? body;

    public Task<ServedBody> BodyAsync()
    {
        lock (gate)
        {
            if (body is null or { IsFaulted: true })
                body = Task.Run(MakeAsync);

            return body;
        }
    }

    private async Task<ServedBody> MakeAsync()
    {
        var document = await provider.GetOpenApiDocumentAsync();
        // Without a public address seen from the document itself, which holds under any host and path.
        document.Servers = [new OpenApiServer { Url = settings.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? ".." }];
        return new ServedBody(Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1)), "application/json; charset=utf-8");
    }
}
