using System.Globalization;
using System.Text.Json.Nodes;
using ConsentHub.Pages;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;

namespace ConsentHub.Visitors.Receipts;

/// <summary>The proof for visitors: the position of the choice in the log, how to verify it without trusting anybody, and the proof itself.</summary>
internal static class ReceiptProof
{
    public static Html Write(Site site, JsonObject ledger, UiTexts words, string root)
    {
        var position = ((long)ledger["leafIndex"]!).ToString(CultureInfo.InvariantCulture);
        var origin = (string)ledger["origin"]!;
        return $"""
            <section class="card state" aria-labelledby="proof">
            <h2 id="proof">{words.Own("receiptProof")}</h2>
            <p>{Html.Fill(words.Own("receiptPosition"), ("position", Html.Of($"<strong>{position}</strong>")), ("origin", Html.Of($"<bdi>{origin}</bdi>")))}</p>
            <p>{Html.Fill(words.Own("receiptCheck"), ("page", Link(root, origin, "verify/")))}</p>
            <p>{Html.Fill(words.Own("receiptKey"), ("address", Link(root, origin, $"ledger/{site.Key}/key")))}</p>
            {Html.Each(ledger["keys"]!.AsArray(), key => $"<p dir=\"ltr\"><code>{(string?)key}</code></p>")}
            <details>
            <summary>{words.Own("receiptDetails")}</summary>
            <pre dir="ltr" tabindex="0">{(string?)ledger["proof"]}</pre>
            </details>
            </section>
            """;
    }

    /// <summary>A link to a page of the hub. Its text is the whole URL if the log's name contains the public URL, so that the link is also useful in print.</summary>
    private static Html Link(string root, string origin, string path)
    {
        var hub = origin.StartsWith("consenthub.invalid/", StringComparison.Ordinal) ? "" : origin[..origin.LastIndexOf("/ledger/", StringComparison.Ordinal)];
        return $"""<a href="{root}{path}"><bdi>{hub}/{path}</bdi></a>""";
    }
}
