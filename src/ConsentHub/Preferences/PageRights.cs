using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Pages;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Preferences.Model;
using ConsentHub.Preferences.Sections;
using ConsentHub.Receipts;
using ConsentHub.Sites;
using ConsentHub.Visitors.Receipts;
using ConsentHub.Visitors.Rights;

namespace ConsentHub.Preferences;

/// <summary>The visitor's rights on the page: export, the receipt of a choice, and erasure after a confirmation.</summary>
internal sealed class PageRights(PageVisitors visitors, NoticeViews notices, VisitorRights rights, PendingErasures erasures, VisitorExportResult export, ReceiptIssuer receipts)
{
    public async Task<IResult> ExportAsync(HttpContext context, PageForm form)
    {
        if (form.RefuseOthers("action", "lang") is { } refused)
            return refused;

        var site = context.Site();
        return await FindVisitorAsync(context, site) is { } visitor ? await export.SendAsync(context, site, visitor) : Problems.NoConsent();
    }

    public async Task<IResult> ReceiptAsync(HttpContext context, PageForm form)
    {
        if (form.RefuseOthers("action", "lang", "record", "format") is { } refused)
            return refused;

        var format = ReceiptFormat.Html;
        if (form["format"] is { } word && !ReceiptFormats.TryParse(word, out format))
            return Problems.Field("format", $"must be one of {ReceiptFormats.All}, or absent");

        var site = context.Site();
        return visitors.Read(context, site)?.In(site.Key) is { } visitor && Guid.TryParseExact(form["record"], "D", out var record)
            && await receipts.FindAsync(site, visitor, record, context.RequestAborted) is { } receipt
            ? ReceiptResult.Write(context, site, receipt, format, ReceiptPlace.PreferencePage)
            : Problems.NoConsent();
    }

    public async Task<IResult> EraseAsync(HttpContext context, PageForm form)
    {
        if (form.RefuseOthers("action", "lang", "confirm") is { } refused)
            return refused;
        if (form["confirm"] is not (null or "yes"))
            return Problems.Field("confirm", "must be yes, or absent");

        var site = context.Site();
        // A confirmed request needs no stored choice, because a request that is repeated while its erasure runs finds none.
        if (visitors.Read(context, site)?.In(site.Key) is not { } visitor
            || (form["confirm"] is null && await rights.CurrentAsync(site, visitor, context.RequestAborted) is null))
            return Problems.NoConsent();

        var lang = PageLanguage.Of(context, form["lang"]);
        var region = ClientRegion.Of(context);
        var notice = await notices.FindAsync(site, site.Latest, lang, region, context.RequestAborted);
        var words = UiTexts.For(lang, notice.Texts);
        if (form["confirm"] is null)
            return PageResponses.Page(ErasePages.Confirm(site, notice, words));

        if (await erasures.EraseAsync(site, visitor) is not { } erasure)
            return PageResponses.Page(ErasePages.UnderWay(site, notice, words), 202);

        visitors.Forget(context, site, erasure.ErasedAt, region);
        return PageResponses.Page(ErasePages.Done(site, notice, words, erasure));
    }

    private async Task<Visitor?> FindVisitorAsync(HttpContext context, Site site) =>
        visitors.Read(context, site)?.In(site.Key) is { } visitor && await rights.CurrentAsync(site, visitor, context.RequestAborted) is not null
            ? visitor
            : null;
}
