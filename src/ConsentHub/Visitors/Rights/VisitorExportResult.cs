using System.Text.Json;
using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Jurisdictions;
using ConsentHub.Promises;
using ConsentHub.Sites;
using ConsentHub.Visitors.Responses;

namespace ConsentHub.Visitors.Rights;

/// <summary>Writes a <see cref="VisitorExport"/> as an HTTP response, in constant memory for any number of records.</summary>
internal sealed class VisitorExportResult(VisitorRights rights, IConsentStore store, RetentionPromises promises, StreamedResponse streamed, TimeProvider time)
{
    /// <summary>Sends the export, or a refusal.</summary>
    public async Task<IResult> SendAsync(HttpContext context, Site site, Visitor visitor)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"consent-{site.Key}.json\"";
        IResult? refused = null;
        await streamed.GuardAsync(context, site.Key, async () => refused = await TryAsync(context, site, visitor));
        return refused ?? Results.Empty;
    }

    private async Task<IResult?> TryAsync(HttpContext context, Site site, Visitor visitor)
    {
        try
        {
            return await WriteAsync(context, site, visitor);
        }
        catch (VisitorErasedException) when (!context.Response.HasStarted)
        {
            // The visitor was erased meanwhile, but nothing has been sent yet, so the export begins again with the records that remain.
            return await WriteAsync(context, site, visitor);
        }
    }

    private async Task<IResult?> WriteAsync(HttpContext context, Site site, Visitor visitor)
    {
        var (buffer, response) = (new Utf8Buffer(), context.Response);
        await using var json = new Utf8JsonWriter(buffer);
        if (await WriteAsync(context, json, buffer, site, visitor) is { } refused)
            return refused;

        json.Flush();
        if (!response.HasStarted)
            response.ContentLength = buffer.Written.Length;

        await buffer.FlushToAsync(response.Body, context.RequestAborted);
        return null;
    }

    /// <summary>Writes the export as the next value of a document.</summary>
    /// <returns>A refusal, if the document is too long for the connection; nothing was sent then.</returns>
    public async Task<IResult?> WriteAsync(HttpContext context, Utf8JsonWriter json, Utf8Buffer buffer, Site site, Visitor visitor)
    {
        var (ct, response) = (context.RequestAborted, context.Response);
        WriteHead(json, site, visitor);
        var about = new ExportAboutBuilder();
        await foreach (var record in store.AllOfAsync(site.Number, visitor, ct))
        {
            var notice = await rights.NoticeOfAsync(site, record, ct);
            about.Add(record, notice);
            JsonSerializer.Serialize(json, ExportedRecord.Of(record, notice), ConsentResponseJson.Default.ExportedRecord);
            json.Flush();
            if (!buffer.IsFull)
                continue;

            // Only an export that is longer than the buffer is sent without Content-Length.
            if (!response.HasStarted && StreamedResponse.RefuseUnframed(context) is { } refused)
            {
                response.Headers.ContentDisposition = default;
                return refused;
            }

            await buffer.FlushToAsync(response.Body, ct);
        }

        json.WriteEndArray();
        json.WritePropertyName("about"u8);
        var (jurisdiction, rules) = (Jurisdiction.Of(ClientRegion.Of(context), time.GetUtcNow()), await promises.FindAsync(site.Key, ct));
        JsonSerializer.Serialize(json, about.Build(site.Latest.Content, jurisdiction, rules), ConsentResponseJson.Default.ExportAbout);
        json.WriteEndObject();
        return null;
    }

    private void WriteHead(Utf8JsonWriter json, Site site, Visitor visitor)
    {
        var content = site.Latest.Content;
        json.WriteStartObject();
        json.WriteString("format"u8, "consenthub/visitor-export/v1"u8);
        json.WriteString("site"u8, site.Key);
        json.WriteString("siteName"u8, content.Name);
        json.WriteString("visitor"u8, visitor.ToString());
        json.WriteString("exportedAt"u8, Rfc3339.Of(time.GetUtcNow()));
        json.WritePropertyName("controller"u8);
        JsonSerializer.Serialize(json, content.Controller, ConsentResponseJson.Default.Controller);
        json.WritePropertyName("privacyContact"u8);
        JsonSerializer.Serialize(json, content.PrivacyContact, ConsentResponseJson.Default.PrivacyContact);
        json.WriteStartArray("records"u8);
    }
}
