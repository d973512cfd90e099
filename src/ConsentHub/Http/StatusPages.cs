namespace ConsentHub.Http;

/// <summary>Adds a body to the framework's empty error responses: unknown address, wrong method, wrong content type.</summary>
internal static class StatusPages
{
    public static Task WriteAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var (code, detail) = status switch
        {
            404 => ("not_found", "There is nothing at this address. /docs describes the API."),
            405 => ("method_not_allowed", "This address does not allow this method; the Allow header lists the methods that it allows."),
            415 => ("unsupported_media_type", "Send the body as application/json in UTF-8, or events as application/x-ndjson."),
            _ => ("refused", "The request was refused."),
        };
        return Problems.Of(status, code, detail).ExecuteAsync(context);
    }
}
