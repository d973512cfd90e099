using ConsentHub.Http;
using ConsentHub.Intake;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Pages;
using ConsentHub.Preferences.Model;
using ConsentHub.Requests;
using ConsentHub.Sites;

namespace ConsentHub.Preferences.Requests;

/// <summary>The pages of one request. A browser without the cookie of the request gets the page that asks for the code, also for a request that does not exist.</summary>
internal sealed class RequestPages(RequestIntake intake, IRequestStore store, RequestStatements statements, RequestPackageResult package, NoticeViews notices, TimeProvider time)
{
    public async Task<IResult> ShowAsync(HttpContext context, Guid id)
    {
        var view = await ViewAsync(context, id, form: null);
        var secret = RequestCookie.Read(context, id);
        if (await intake.FindAsync(view.Site, id, secret, context.RequestAborted) is not { } request)
            return PageResponses.Page(CodePage.Write(view, context.Request.Query["sent"] == "1", error: null, input: null));

        RequestCookie.Set(context, id, secret!);
        return PageResponses.Page(RequestStatePage.Write(
            view, request, await IsRestrictedAsync(view.Site, request, context.RequestAborted), await statements.FindAsync(view.Site, request, context.RequestAborted), time.GetUtcNow()));
    }

    public async Task<IResult> EnterAsync(HttpContext context, PageForm form, Guid id)
    {
        if (form.RefuseOthers("action", "lang", "code") is { } refused)
            return refused;

        var site = context.Site();
        var result = await intake.EnterCodeAsync(site, id, form["code"], context.RequestAborted);
        if (result is CodeResult.Verified verified)
        {
            RequestCookie.Set(context, id, verified.Secret);
            return Reload(context, form, id);
        }

        var isExhausted = result is CodeResult.Exhausted;
        if (PageResponses.PrefersJson(context.Request))
            return isExhausted ? Problems.CodeExhausted() : Problems.Field("code", "must be the code of the newest message about this request, which is valid for 24 hours");

        var view = await ViewAsync(context, id, form);
        return PageResponses.Page(CodePage.Write(view, isSent: false, view.Texts.Own(isExhausted ? "codeExhausted" : "codeWrong"), form["code"]), isExhausted ? 429 : 422);
    }

    public async Task<IResult> RenewAsync(HttpContext context, PageForm form, Guid id)
    {
        if (form.RefuseOthers("action", "lang") is { } refused)
            return refused;

        await intake.RenewCodeAsync(context.Site(), id);
        return Reload(context, form, id, "sent=1&");
    }

    public async Task<IResult> DownloadAsync(HttpContext context, PageForm form, Guid id)
    {
        if (form.RefuseOthers("action", "lang") is { } refused)
            return refused;

        var site = context.Site();
        // Without the cookie, which lives an hour, the page asks for a code.
        return await intake.FindAsync(site, id, RequestCookie.Read(context, id), context.RequestAborted) is { } request
            ? await package.SendAsync(context, site, request)
            : Reload(context, form, id);
    }

    private static SeeOther Reload(HttpContext context, PageForm form, Guid id, string query = "") =>
        new($"{id}?{query}lang={Uri.EscapeDataString(PageLanguage.Of(context, form["lang"]))}");

    private async Task<bool> IsRestrictedAsync(Site site, PrivacyRequest request, CancellationToken ct)
    {
        foreach (var subject in new[] { request.Subject, request.Visitor }.OfType<string>())
        {
            if (await store.IsRestrictedAsync(site.Number, subject, ct))
                return true;
        }

        return false;
    }

    private async Task<RequestView> ViewAsync(HttpContext context, Guid id, PageForm? form)
    {
        var site = context.Site();
        var lang = PageLanguage.Of(context, form?["lang"]);
        var notice = await notices.FindAsync(site, site.Latest, lang, ClientRegion.Of(context), context.RequestAborted);
        return new RequestView(site, notice, UiTexts.For(lang, notice.Texts), id);
    }
}
