using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConsentHub.Consents;
using ConsentHub.Pages;
using ConsentHub.Pages.Texts;
using ConsentHub.Receipts;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Sites;
using ConsentHub.Visitors.Receipts;

namespace ConsentHub.Tests.Receipts;

/// <summary>The receipt as a visitor reads it.</summary>
public sealed class ReceiptPageTests
{
    public static TheoryData<string> Languages => [.. UiTexts.Languages];

    [Theory]
    [MemberData(nameof(Languages))]
    public void It_has_the_language_that_was_shown(string lang)
    {
        var words = UiTexts.For(lang);
        var site = InLanguage(lang);
        var html = Page(site);

        Assert.StartsWith($"<!doctype html>\n<html lang=\"{lang}\" dir=\"{InterfaceTexts.Direction(lang)}\">", html, StringComparison.Ordinal);
        Assert.Contains(Encoded(words.Own("receipt")), html, StringComparison.Ordinal);
        Assert.Contains(Encoded(words.Own("receiptWithdraw")), html, StringComparison.Ordinal);
        Assert.Contains(Encoded(words.DateAndTime(new DateTimeOffset(2026, 9, 30, 10, 14, 58, TimeSpan.Zero))), html, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\{[a-z]+\}", html);
    }

    [Fact]
    public void Every_category_has_its_state_and_a_service_that_differs_its_own()
    {
        var site = TestSite.Minimal().With("analytics", c => c with { Services = [.. c.Services, TestSite.Service("shop_heat")] });
        var notice = SampleReceipt.Notice(site);
        var record = SampleReceipt.Record(notice, ConsentAction.Save, "analytics");
        record["services"]!["shop_heat"] = false;

        var states = Regex.Matches(Page(site, record, notice), "<li class=\"(?<look>yes|no)\"><span>(?<name>[^<]*)</span> <strong>(?<answer>[^<]*)</strong>", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(m => $"{m.Groups["look"]} {m.Groups["name"]}: {m.Groups["answer"]}");

        Assert.Equal(
            ["yes Anmeldung: Immer an", "no Einstellungen: Nicht erlaubt", "yes Statistik: Erlaubt", "no Service shop_heat: Nicht erlaubt", "no Werbung: Nicht erlaubt"], states);
    }

    [Fact]
    public void It_says_where_to_withdraw_whom_to_ask_and_how_to_check()
    {
        var html = Page(SampleReceipt.Stating);

        Assert.Contains("<a href=\"https://consent.shop.example/preferences/demo\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"../preferences/demo?lang=de\"", html, StringComparison.Ordinal);
        Assert.Contains("mailto:privacy@shop.example", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"../verify/\"><bdi>consent.shop.example/verify/</bdi></a>", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"../ledger/demo/key\"><bdi>consent.shop.example/ledger/demo/key</bdi></a>", html, StringComparison.Ordinal);
        Assert.Contains(Encoded(SampleReceipt.Ledger.Keys[0]), html, StringComparison.Ordinal);
        Assert.Contains(Encoded("c2sp.org/tlog-proof@v1\nindex 5\n"), html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_without_a_public_address_gives_none()
    {
        var notice = SampleReceipt.Notice(TestSite.Minimal());
        var ledger = SampleReceipt.Ledger with { Origin = "consenthub.invalid/0a1b/ledger/demo" };
        var receipt = ReceiptDocument.Write(SampleReceipt.Record(notice), ledger, notice, TestSite.Minimal(), null);

        Assert.Contains("<a href=\"../ledger/demo/key\"><bdi>/ledger/demo/key</bdi></a>", ReceiptPage.Write(Published(TestSite.Minimal()), receipt, ReceiptPlace.PreferencePage).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_contains_no_script_and_no_style()
    {
        const string Attack = "\"><script>alert(1)</script>";
        var site = TestSite.Minimal() with { Name = Attack, Controller = TestSite.Minimal().Controller with { Name = Attack }, PrivacyContact = new PrivacyContact { Address = Attack } };
        site = site.With("marketing", c => c with { Name = TestSite.Text(Attack, Attack), Description = TestSite.Text(Attack, Attack) })
            .WithService("marketing", s => s with { Name = Attack, Provider = Attack, Purpose = TestSite.Text(Attack, Attack) });

        var html = Page(site);

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(" (style|on[a-z]+)=", html);
        Assert.True(html.Split(Encoded(Attack)).Length - 1 >= 7, "The texts should be there, as texts.");
    }

    private static string Page(SiteFile site, JsonObject? record = null, JsonObject? notice = null)
    {
        notice ??= SampleReceipt.Notice(site, site.Languages[^1]);
        var receipt = ReceiptDocument.Write(record ?? SampleReceipt.Record(notice), SampleReceipt.Ledger, notice, site, SampleReceipt.Preferences);
        return ReceiptPage.Write(Published(site), receipt, ReceiptPlace.PreferencePage).ToString();
    }

    private static Site Published(SiteFile content)
    {
        var numbers = new ItemNumbers(
            content.Categories.Index().ToDictionary(c => c.Item.Id, c => c.Index, StringComparer.Ordinal),
            content.Categories.SelectMany(c => c.Services).Index().ToDictionary(s => s.Item.Id, s => s.Index, StringComparer.Ordinal));
        return new Site(1, content.Key, ManagedBy.File, content.Origins, numbers, new PublishedNotice(3, default, 2, content, numbers, []));
    }

    /// <summary>The test site in one language, in which the texts of its categories are the English ones.</summary>
    private static SiteFile InLanguage(string lang)
    {
        IReadOnlyDictionary<string, string> Text(string text) => new Dictionary<string, string>(StringComparer.Ordinal) { [lang] = text };
        var site = TestSite.Minimal();
        return site with
        {
            Languages = [lang],
            Retention = [],
            Categories = [.. site.Categories.Select(c => c with { Name = Text(c.Id), Description = Text(c.Id), Services = [.. c.Services.Select(s => s with { Purpose = Text(s.Id) })] })],
        };
    }

    private static string Encoded(string text) => ((Html)$"{text}").ToString();
}
