using System.Text;
using ConsentHub.Settings;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ConsentHub.Http;

/// <summary>The OpenAPI document, generated at the first request and then cached as bytes.</summary>
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
        // Without a public URL the server URL is relative to the document, so it is valid under any host and path.
        document.Servers = [new OpenApiServer { Url = settings.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? ".." }];
        return new ServedBody(Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1)), "application/json; charset=utf-8");
    }
}
