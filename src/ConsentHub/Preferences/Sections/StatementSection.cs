using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Pages;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;
using ConsentHub.Visitors.Receipts;

namespace ConsentHub.Preferences.Sections;

/// <summary>Shows a statement of the site's log and offers it for download, without another request to the hub.</summary>
internal static class StatementSection
{
    /// <param name="kind">Begins the file's name.</param>
    public static Html Write(Site site, UiTexts words, string kind, JsonObject statement)
    {
        var text = ReceiptResult.Text(statement);
        return $"""
            <section class="card state" aria-labelledby="proof">
            <h2 id="proof">{words.Own("receiptProof")}</h2>
            <p class="actions"><a class="button" download="{ReceiptResult.FileName(kind, site, statement)}.json" href="data:application/json;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}">{words.Text("receiptDownload")}</a></p>
            <details>
            <summary>{words.Own("receiptDetails")}</summary>
            <pre dir="ltr" tabindex="0">{text}</pre>
            </details>
            </section>
            """;
    }
}
