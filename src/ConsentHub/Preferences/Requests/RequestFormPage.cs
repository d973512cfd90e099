using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Intake;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Pages;
using ConsentHub.Preferences.Model;

namespace ConsentHub.Preferences.Requests;

/// <summary>The page that sends a request, and that finds an earlier one by its number.</summary>
internal sealed class RequestFormPage(RequestIntake intake, NoticeViews notices, PageVisitors visitors)
{
    private static readonly string[] SentFields = ["action", "lang", "type", "email", "message"];

    public async Task<IResult> ShowAsync(HttpContext context) =>
        PageResponses.Page(RequestForm.Write(await ViewAsync(context, PageLanguage.Of(context), new RequestInput())));

    /// <summary>Opens the page for the browser that the website knows, so that the request also covers the records of this browser.</summary>
    public static IResult Introduce(HttpContext context, PageForm form, string visitorId, PageSender sender)
    {
        if (form.RefuseOthers("visitorId", "lang") is { } refused)
            return refused;
        if (!VisitorId.TryParse(visitorId, out var visitor))
            return Problems.Field("visitorId", "must be 16 random bytes as exactly 22 characters of base64url");

        var site = context.Site();
        // Anybody can make a browser send a form. Only the website's own pages know which visitor its browser is.
        if (sender is PageSender.Site or PageSender.Own)
            PageVisitors.Remember(context, site, visitor, site.Latest.ReaskIn(ClientRegion.Of(context)).Longest);

        return new SeeOther($"requests?lang={Uri.EscapeDataString(PageLanguage.Of(context, form["lang"]))}");
    }

    public async Task<IResult> SendAsync(HttpContext context, PageForm form)
    {
        if (form.RefuseOthers(SentFields) is { } refused)
            return refused;

        var site = context.Site();
        var lang = PageLanguage.Of(context, form["lang"]);
        var draft = new RequestDraft(form["type"], form["email"] ?? "", Token: null, ClientRegion.Of(context), lang, form["message"]);
        switch (await intake.ReceiveAsync(site, draft, visitors.Read(context, site)?.In(site.Key), context.RequestAborted))
        {
            case IntakeOutcome.Received received:
                return new SeeOther($"requests/{received.Id}?sent=1&lang={Uri.EscapeDataString(lang)}");
            case IntakeOutcome.Invalid invalid:
                return await RefuseAsync(context, lang, new RequestInput(draft.Type, draft.Email, draft.Message, Number: null, invalid.Errors));
            case IntakeOutcome.NoMail:
                return PageResponses.Page(RequestForm.Write(await ViewAsync(context, lang, new RequestInput())), 422);
            case var other:
                throw new InvalidOperationException($"No response for {other.GetType().Name}.");
        }
    }

    public async Task<IResult> FindAsync(HttpContext context, PageForm form)
    {
        if (form.RefuseOthers("action", "lang", "number") is { } refused)
            return refused;

        var lang = PageLanguage.Of(context, form["lang"]);
        return Guid.TryParse(form["number"]?.Trim(), out var id)
            ? new SeeOther($"requests/{id}?lang={Uri.EscapeDataString(lang)}")
            : await RefuseAsync(context, lang, new RequestInput(Number: form["number"], Errors: FieldErrors.Of("number", "must be the number of a request")));
    }

    private async Task<IResult> RefuseAsync(HttpContext context, string lang, RequestInput input) => PageResponses.PrefersJson(context.Request)
        ? Problems.Fields(input.Errors!)
        : PageResponses.Page(RequestForm.Write(await ViewAsync(context, lang, input)), 422);

    private async Task<RequestFormView> ViewAsync(HttpContext context, string lang, RequestInput input)
    {
        var site = context.Site();
        var notice = await notices.FindAsync(site, site.Latest, lang, ClientRegion.Of(context), context.RequestAborted);
        return new RequestFormView(
            site, notice, UiTexts.For(lang, notice.Texts), RequestIntake.TypesOf(site), intake.CanMail, IsKnown: visitors.Read(context, site) is not null, input);
    }
}
