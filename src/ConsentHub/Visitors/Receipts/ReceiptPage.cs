using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Consents;
using ConsentHub.Pages;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Receipts;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.Visitors.Receipts;

/// <summary>Writes a receipt as a page to read and print, in the language of the notice and from the content of the receipt.</summary>
internal static class ReceiptPage
{
    /// <param name="site">The site as published now, for the website's name and links.</param>
    /// <param name="receipt">A document that <see cref="ReceiptDocument"/> wrote.</param>
    public static Html Write(Site site, JsonObject receipt, ReceiptPlace place)
    {
        var root = place == ReceiptPlace.PreferencePage ? "../" : "../../../../../";
        var notice = receipt["notice"].Deserialize(NoticeViewJson.Default.NoticeView)!;
        var words = UiTexts.For(notice.Lang, notice.Texts);
        return Layout.Write(
            site.Latest.Content.Name, notice.Dir, words, words.Own("receipt"),
            $"""
            <p>{words.Own("receiptIntro")}</p>
            {(place == ReceiptPlace.PreferencePage ? Download(site, receipt, words) : Html.Empty)}
            {Choice(receipt, words)}
            {Shown(notice, words)}
            {FactsSection.Write(site, notice, words, root)}
            {Withdraw(site, receipt, words, root)}
            {ReceiptProof.Write(site, receipt["ledger"]!.AsObject(), words, root)}
            {ContactSection.Write(site, notice, words)}
            """,
            root: root);
    }

    private static Html Download(Site site, JsonObject receipt, UiTexts words) =>
        $"""
        <form method="post" action="{site.Key}" class="actions">
        <input type="hidden" name="lang" value="{words.Lang}">
        <input type="hidden" name="record" value="{(string?)receipt["record"]!["recordId"]}">
        <input type="hidden" name="format" value="json">
        <button name="action" value="receipt" class="primary">{words.Text("receiptDownload")}</button>
        </form>
        """;

    private static Html Choice(JsonObject receipt, UiTexts words)
    {
        var record = receipt["record"]!.AsObject();
        var notice = receipt["notice"]!;
        return $"""
            <section class="card state" aria-labelledby="choice">
            <h2 id="choice">{words.Own("yourChoice")}</h2>
            <ul class="states">
            {Html.Each(receipt["processing"]!.AsArray(), category => Category(category!.AsObject(), words))}
            </ul>
            <dl class="facts">
            {Fact(words.Own("historyDate"), Time(record["decidedAt"], words))}
            {Fact(words.Own("historyAction"), Html.Of($"{words.Own(WireNames<ConsentAction>.Of(SealedChoice.ActionOf(record)))}"))}
            {Fact(words.Own("receiptUntil"), Time(receipt["events"]![0]!["validUntil"], words))}
            {Fact(words.Own("receiptStored"), Time(record["recordedAt"], words))}
            {Fact(words.Own("receiptNotice"), $"{(int)notice["version"]!} ({UiTexts.NameOf(words.Lang)}{Region(notice)})")}
            {Fact(words.Own("receiptVisitor"), $"<code>{(string?)record["visitor"]}</code>")}
            {Fact(words.Own("receiptRecord"), $"<code>{(string?)record["recordId"]}</code>")}
            </dl>
            </section>
            """;
    }

    /// <summary>Codes that denote no particular region are omitted.</summary>
    private static string Region(JsonNode notice) => (string?)notice["region"] is { } region and not (Regions.Unknown or Regions.Every) ? $", {region}" : "";

    /// <summary>A category with its choice, and below it the services whose choice differs.</summary>
    private static Html Category(JsonObject category, UiTexts words)
    {
        var granted = (bool)category["granted"]!;
        var response = (bool)category["required"]! ? "alwaysOn" : granted ? "granted" : "denied";
        return $"""
            {State((string)category["purpose"]!["name"]!, granted, words.Text(response))}
            {Html.Each(category["services"]!.AsArray().Where(s => (bool)s!["granted"]! != granted), s => State((string)s!["name"]!, !granted, words.Text(granted ? "denied" : "granted")))}
            """;
    }

    private static Html State(string name, bool granted, string response) =>
        $"""<li class="{(granted ? "yes" : "no")}"><span>{name}</span> <strong>{response}</strong></li>""";

    private static Html Shown(NoticeView notice, UiTexts words) =>
        $"""
        <section class="card" aria-labelledby="shown">
        <h2 id="shown">{words.Own("receiptShown")}</h2>
        {Html.Each(notice.Categories, category => $"""
            <section class="service">
            <h3>{category.Name}</h3>
            <p>{category.Description}</p>
            {BasisLine.Write(notice, words, category)}
            <dl class="facts">
            {Html.Each(category.Services, service => Fact(service.Name, $"{service.Purpose} ({service.Provider}){ServiceList.Transfers(words, service)}"))}
            </dl>
            </section>

            """)}
        </section>
        """;

    private static Html Withdraw(Site site, JsonObject receipt, UiTexts words, string root)
    {
        var address = (string?)receipt["withdrawal"];
        return $"""
            <section class="card state" aria-labelledby="withdraw">
            <h2 id="withdraw">{words.Text("preferencesTitle")}</h2>
            <p>{words.Own("receiptWithdraw")}</p>
            {(address is null ? Html.Empty : $"<p>{Html.Link(address, address)}</p>")}
            <p class="actions"><a class="button" href="{root}preferences/{site.Key}?lang={words.Lang}">{words.Own("openPage")}</a></p>
            </section>
            """;
    }

    private static Html Fact(string name, Html value) => $"<div><dt>{name}</dt><dd>{value}</dd></div>\n";

    private static Html Time(JsonNode? text, UiTexts words) =>
        Rfc3339.TryParse((string?)text, out var time)
            ? Html.Of($"""<time datetime="{Rfc3339.Of(time)}">{words.DateAndTime(time)}</time>""")
            : throw new ArgumentException($"\"{text}\" is no time of a receipt.", nameof(text));
}

/// <summary>Where a receipt is served.</summary>
internal enum ReceiptPlace
{
    /// <summary>The API endpoint.</summary>
    Call,

    /// <summary>The preference page, which has forms and knows the visitor by its cookie.</summary>
    PreferencePage,
}
