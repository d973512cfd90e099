using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Pages;
using ConsentHub.Sites;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConsentHub.Visitors.Receipts;

/// <summary>Sends a receipt in one of its formats. The file formats are downloads, and each receipt has a distinct file name.</summary>
internal static class ReceiptResult
{
    /// <summary>JSON for human readers: one member per line, and only the escapes that JSON requires.</summary>
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="place">Where the receipt is served, which determines the base of a page's links.</param>
    public static IResult Write(HttpContext context, Site site, JsonObject receipt, ReceiptFormat format, ReceiptPlace place)
    {
        if (format == ReceiptFormat.Html)
            return PageResponses.Page(ReceiptPage.Write(site, receipt, place));

        var name = FileName("consent-receipt", site, receipt);
        return format == ReceiptFormat.TlogProof
            ? File(context, $"{name}.tlog-proof", (string)receipt["ledger"]!["proof"]!, "text/plain; charset=utf-8")
            : File(context, $"{name}.json", Text(receipt), "application/json; charset=utf-8");
    }

    /// <summary>A receipt or statement as the text of its file.</summary>
    public static string Text(JsonObject receipt) => receipt.ToJsonString(Readable) + "\n";

    /// <summary>File name of a document from its site and position, without extension.</summary>
    public static string FileName(string kind, Site site, JsonObject receipt) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}-{site.Key}-{(long)receipt["ledger"]!["leafIndex"]!}");

    private static ContentHttpResult File(HttpContext context, string name, string text, string type)
    {
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        return TypedResults.Text(text, type, Encoding.UTF8);
    }
}
