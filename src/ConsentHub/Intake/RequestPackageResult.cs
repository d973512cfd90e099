using System.Text.Json;
using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Requests;
using ConsentHub.Sites;
using ConsentHub.Visitors.Rights;

namespace ConsentHub.Intake;

/// <summary>Writes a <see cref="RequestPackage"/> as an HTTP response, in constant memory for any number of records.</summary>
internal sealed class RequestPackageResult(SiteDirectory sites, RequestStatements statements, VisitorExportResult export, StreamedResponse streamed, TimeProvider time)
{
    private const string Format = "consenthub/request-package/v1";

    /// <summary>Sends the package of a request whose secret the caller has.</summary>
    public async Task<IResult> SendAsync(HttpContext context, Site site, PrivacyRequest request)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"request-{site.Key}-{request.Id}.json\"";
        IResult? refused = null;
        await streamed.GuardAsync(context, site.Key, async () => refused = await WriteAsync(context, site, request));
        if (refused is not null)
            context.Response.Headers.ContentDisposition = default;

        return refused ?? Results.Empty;
    }

    private async Task<IResult?> WriteAsync(HttpContext context, Site site, PrivacyRequest request)
    {
        var (ct, response) = (context.RequestAborted, context.Response);
        var notice = await sites.FindNoticeAsync(site, request.Notice, ct) ?? site.Latest;
        var shown = ShownRequest.Of(request, await statements.FindAsync(site, request, ct));
        var facts = PackageFacts.Of(notice.Version, notice.Content, request.Lang, request.Region, time.GetUtcNow());

        var buffer = new Utf8Buffer();
        await using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("format"u8, Format);
        json.WriteString("site"u8, site.Key);
        json.WriteString("siteName"u8, notice.Content.Name);
        json.WriteString("madeAt"u8, Rfc3339.Of(time.GetUtcNow()));
        json.WritePropertyName("request"u8);
        JsonSerializer.Serialize(json, shown, RequestPackageJson.Default.ShownRequest);
        json.WritePropertyName("facts"u8);
        JsonSerializer.Serialize(json, facts, RequestPackageJson.Default.PackageFacts);
        if (Visitor.TryParse(request.Visitor, out var visitor))
        {
            json.WritePropertyName("browser"u8);
            if (await export.WriteAsync(context, json, buffer, site, visitor.Value) is { } refused)
                return refused;
        }

        json.WriteEndObject();
        json.Flush();
        if (!response.HasStarted)
            response.ContentLength = buffer.Written.Length;

        await buffer.FlushToAsync(response.Body, ct);
        return null;
    }
}
