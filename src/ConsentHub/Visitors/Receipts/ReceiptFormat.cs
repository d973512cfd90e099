using ConsentHub.Pages;

namespace ConsentHub.Visitors.Receipts;

/// <summary>The formats of a receipt.</summary>
internal enum ReceiptFormat
{
    /// <summary>The receipt itself, for programs and for safekeeping.</summary>
    Json,

    /// <summary>A page to read and print.</summary>
    Html,

    /// <summary>The proof alone, for tools that know C2SP tlog-proof.</summary>
    TlogProof,
}

internal static class ReceiptFormats
{
    public const string All = "json, html, tlog-proof";

    public static bool TryParse(string? word, out ReceiptFormat format)
    {
        (var known, format) = word switch
        {
            "json" => (true, ReceiptFormat.Json),
            "html" => (true, ReceiptFormat.Html),
            "tlog-proof" => (true, ReceiptFormat.TlogProof),
            _ => (false, default),
        };
        return known;
    }

    /// <summary>The default format: JSON, or the page if <c>Accept</c> prefers HTML.</summary>
    public static ReceiptFormat Preferred(HttpRequest request) => PageResponses.PrefersHtml(request) ? ReceiptFormat.Html : ReceiptFormat.Json;
}
