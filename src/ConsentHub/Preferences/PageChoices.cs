using System.Globalization;
using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Pages;
using ConsentHub.Preferences.Model;
using ConsentHub.Preferences.Sections;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Stores;
using ConsentHub.Visitors;

namespace ConsentHub.Preferences;

/// <summary>Records a choice made on the page: converts the form to the request that the script would send.</summary>
internal sealed class PageChoices(SiteDirectory sites, PageReader reader, PageVisitors visitors, ConsentRecorder recorder, TimeProvider time)
{
    private static readonly string[] Fields =
        ["action", "id", "notice", "lang", "region", "banner", "previous", "seed", PageAge.Field, PageForm.Category, PageForm.Service];

    public async Task<IResult> RecordAsync(HttpContext context, PageForm form, ConsentAction action)
    {
        if (form.RefuseOthers(Fields) is { } refused)
            return refused;

        var site = context.Site();
        if (await sites.FindNoticeAsync(site, form.Number("notice"), context.RequestAborted) is not { } notice)
            return Problems.Field("notice", "must be the version of the notice that was shown");

        var visitor = visitors.Read(context, site);
        // A withdrawal is accepted under any notice. Any other choice must be made under the current one.
        if (notice.Version != (sites.Find(site.Key) ?? site).Latest.Version && action != ConsentAction.Withdraw)
            return await NoticeChangedAsync(context, form, visitor);

        var errors = new FieldErrors();
        var selection = PageSelection.Read(form, notice, action, errors);
        if (errors.Any)
            return Problems.Fields(errors);

        var asksAge = PageAge.IsNeeded(notice, selection);
        if (asksAge && await RefuseAgeAsync(context, form, notice, visitor) is { } response)
            return response;

        var decided = visitor ?? PageVisitors.FromSeed(form["seed"]) ?? VisitorId.Create();
        return await RecordAsync(context, site, Request(context, form, notice, action, selection, decided, isKnown: visitor is not null) with { OfAge = asksAge ? true : null }, decided);
    }

    private async Task<IResult> RecordAsync(HttpContext context, Site site, ConsentRequest request, VisitorId visitor)
    {
        var region = ClientRegion.Of(context);
        var gpc = ClientRegion.SendsGpc(context);
        var outcome = await recorder.RecordAsync(site, request, Caller.Public, region, gpc, context.RequestAborted);
        if (outcome is RecordOutcome.Conflict)
        {
            // The visitor went back and sent the form of a stored record with other values. This is a new choice, which follows that record.
            request = request with { Id = Guid.CreateVersion7(time.GetUtcNow()).ToString(), Previous = request.Id };
            outcome = await recorder.RecordAsync(site, request, Caller.Public, region, gpc, context.RequestAborted);
        }

        switch (outcome)
        {
            case RecordOutcome.Recorded recorded:
                visitors.Remember(context, site, visitor, recorded.Record, recorded.Notice);
                return new SeeOther($"{site.Key}?saved=1&lang={Uri.EscapeDataString(request.Lang!)}");
            case RecordOutcome.Busy or RecordOutcome.BeingErased:
                throw new StoreBusyException();
            case RecordOutcome.OverDailyLimit over:
                return Problems.DailyLimit(context, over.Until, over.Until - time.GetUtcNow());
            case RecordOutcome.Invalid invalid:
                return Problems.Fields(invalid.Errors);
            // A second conflict gets the same response as an erased record, because the page is outdated in both cases.
            case RecordOutcome.Erased or RecordOutcome.Conflict:
                return Problems.Of(410, "erased", "The record of this form was erased. Open the page again to make a new choice.");
            case var unknown:
                throw new InvalidOperationException($"No response for {unknown.GetType().Name}.");
        }
    }

    private static ConsentRequest Request(
        HttpContext context, PageForm form, PublishedNotice notice, ConsentAction action, PageSelection selection, VisitorId visitor, bool isKnown)
    {
        var region = form["region"] ?? "";
        return new ConsentRequest
        {
            Id = form["id"],
            VisitorId = visitor.Reveal(),
            Notice = notice.Version,
            Lang = form["lang"],
            Region = region,
            Model = WireNames<ConsentModel>.Of(Regions.ModelOf(notice.Content, Regions.RuleFor(notice.Content, region))),
            Banner = form["banner"],
            Action = WireNames<ConsentAction>.Of(action),
            Source = WireNames<ConsentSource>.Of(ConsentSource.Nojs),
            Choices = selection.Categories,
            Services = selection.Services,
            // Without the cookie, nothing proves that the previous record in the form is this visitor's.
            Previous = isKnown ? form["previous"] : null,
            Gpc = ClientRegion.SendsGpc(context),
            Elapsed = 0,
        };
    }

    /// <summary>The page that asks for the age, or that explains that the visitor is too young; null if the age suffices.</summary>
    private async Task<IResult?> RefuseAgeAsync(HttpContext context, PageForm form, PublishedNotice notice, VisitorId? visitor)
    {
        var page = await reader.ReadAsync(context, PageLanguage.Of(context, form["lang"]), visitor, PageEvent.None);
        var threshold = notice.Content.Age!.Threshold;
        var age = PageAge.Of(form, page, threshold);
        if (age == AgeOutcome.OldEnough)
            return null;
        if (age == AgeOutcome.TooYoung && !page.IsLocked)
            PageAge.Lock(context, page.Site);
        if (PageResponses.PrefersJson(context.Request))
            return Problems.Field(PageAge.Field, $"must be a whole number of years, {threshold.ToString(CultureInfo.InvariantCulture)} or more, if something optional is granted");
        if (age == AgeOutcome.TooYoung)
            return await RefuseTooYoungAsync(context, form, notice, visitor, page);

        var isInvalid = age == AgeOutcome.Invalid;
        return PageResponses.Page(AgePage.Ask(page.Site, page.Notice, page.Texts, form, isInvalid), isInvalid ? 422 : 200);
    }

    /// <summary>A child's attempt to grant is not a refusal, so it is not stored. Grants that are stored already are withdrawn.</summary>
    private async Task<IResult> RefuseTooYoungAsync(HttpContext context, PageForm form, PublishedNotice notice, VisitorId? visitor, PageView page)
    {
        if (visitor is { } known && page.Choice is { } choice && Decision.GrantsOptional(page.Notice, choice))
        {
            var selection = PageSelection.Read(form, notice, ConsentAction.Withdraw, new FieldErrors());
            return await RecordAsync(context, page.Site, Request(context, form, notice, ConsentAction.Withdraw, selection, known, isKnown: true), known);
        }

        return PageResponses.Page(ChoicePage.Write(await reader.ReadAsync(context, page.Texts.Lang, visitor, PageEvent.TooYoung)));
    }

    private async Task<IResult> NoticeChangedAsync(HttpContext context, PageForm form, VisitorId? visitor)
    {
        if (PageResponses.PrefersJson(context.Request))
            return Problems.Of(409, "notice_changed", "The notice has changed since this form was made. Nothing was stored; open the page again.");

        var page = await reader.ReadAsync(context, PageLanguage.Of(context, form["lang"]), visitor, PageEvent.NoticeChanged);
        return PageResponses.Page(ChoicePage.Write(page), 409);
    }
}
