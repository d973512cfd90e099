using System.Text.Json.Nodes;
using ConsentHub.Http;
using ConsentHub.Pages;
using ConsentHub.Receipts;

namespace ConsentHub.Visitors.Receipts;

/// <summary>The endpoint for a visitor's own receipt of one choice.</summary>
internal static class ReceiptEndpoints
{
    private const string Format = "format";

    public static void MapReceipts(this RouteGroupBuilder site) =>
        site.MapGet("/consents/{id}/receipt", Find)
            .Produces<JsonObject>().Produces<string>(200, "text/html", "text/plain").ProducesProblems(400, 404)
            .WithName("getReceipt").WithSummary("The receipt of one of the visitor's choices")
            .WithDescription("JSON (schemas/receipt-1.json), or with Accept: text/html a page to print. 404 for a record that is unknown, erased or another visitor's.")
            .WithVisitorHeader().WithQuery([new QueryParameter(Format, $"One of {ReceiptFormats.All}; takes precedence over Accept.")]);

    private static async Task<IResult> Find(HttpContext context, string id, ReceiptIssuer receipts)
    {
        if (!VisitorHeader.TryRead(context, out var visitor, out var problem))
            return problem;

        var given = StrictParameters.Of(context.Request.Query, [Format]);
        var format = given.Read<ReceiptFormat>(Format, ReceiptFormats.TryParse, $"must be one of {ReceiptFormats.All}") ?? ReceiptFormats.Preferred(context.Request);
        if (given.Errors.Any)
            return Problems.Query(given.Errors);

        var site = context.Site();
        if (!Guid.TryParseExact(id, "D", out var record) || await receipts.FindAsync(site, visitor, record, context.RequestAborted) is not { } receipt)
            return Problems.NoConsent();

        if (format == ReceiptFormat.Html)
            context.Response.Headers.ContentSecurityPolicy = PageResponses.Policy;
        return ReceiptResult.Write(context, site, receipt, format, ReceiptPlace.Call);
    }
}
