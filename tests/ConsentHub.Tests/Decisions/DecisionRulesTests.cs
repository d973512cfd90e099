using ConsentHub.Consents;
using ConsentHub.Decisions;
using ConsentHub.Formats;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Decisions;

/// <summary>
/// What is allowed by record, notice, model, signal, age and service. The words are those of <c>decide.test.ts</c>, whose rules the
/// banner follows in the browser.
/// </summary>
public sealed class DecisionRulesTests
{
    private const ulong Granted = Draft.Auth | Draft.Marketing | Draft.Analytics, Refused = Draft.Auth;
    private const string OptIn = "DE", OptOut = "US-CA", NoticeOnly = "US-TX";

    private static readonly SiteFile File = TestSite.Minimal("shop");
    private static readonly DateTimeOffset Chosen = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    /// <summary>Times at which a choice is valid in every region, and in none.</summary>
    private static readonly DateTimeOffset Valid = Chosen + TimeSpan.FromDays(1), TooLate = Chosen + TimeSpan.FromDays(800);

    [Theory]
    [InlineData(null, null, DecisionReason.NoChoice)]
    [InlineData("ZZ", false, DecisionReason.NoChoice)]
    [InlineData(OptIn, false, DecisionReason.NoChoice)]
    [InlineData(OptIn, true, DecisionReason.NoChoice)]
    [InlineData(OptOut, false, DecisionReason.Default)]
    [InlineData(OptOut, true, DecisionReason.Gpc)]
    [InlineData(OptOut, null, DecisionReason.Gpc)]
    [InlineData(NoticeOnly, false, DecisionReason.Default)]
    [InlineData(NoticeOnly, null, DecisionReason.Gpc)]
    public void Without_a_record_the_model_decides_and_what_is_unknown_counts_as_the_stricter_case(string? region, bool? gpc, object reason) =>
        Assert.Equal(reason, Marketing(new DecisionFacts(Notice(), null, false, region, gpc)));

    [Theory]
    [InlineData(OptOut, true)]
    [InlineData(OptOut, null)]
    [InlineData(NoticeOnly, true)]
    public void The_signal_denies_only_the_categories_that_it_is_about(string region, bool? gpc) =>
        Assert.Equal(DecisionReason.Default, Of(new DecisionFacts(Notice(), null, false, region, gpc), "analytics").Reason);

    [Theory]
    [InlineData(Granted, OptIn, null, DecisionReason.Granted)]
    [InlineData(Granted, OptOut, null, DecisionReason.Granted)]
    [InlineData(Granted, NoticeOnly, false, DecisionReason.Granted)]
    [InlineData(Granted, OptIn, true, DecisionReason.Gpc)]
    [InlineData(Granted, OptOut, true, DecisionReason.Gpc)]
    [InlineData(Refused, OptIn, null, DecisionReason.Refused)]
    [InlineData(Refused, OptOut, false, DecisionReason.Refused)]
    [InlineData(Refused, NoticeOnly, true, DecisionReason.Refused)]
    public void A_valid_choice_applies_unchanged_unless_the_signal_came_after_it(ulong granted, string region, bool? gpc, object reason) =>
        Assert.Equal(reason, Marketing(Facts(Record(granted, region: region), Valid, gpc: gpc)));

    [Fact]
    public void A_choice_made_while_the_signal_was_sent_overrides_it() =>
        Assert.Equal(DecisionReason.Granted, Marketing(Facts(Record(Granted, gpc: true), Valid, gpc: true)));

    [Theory]
    [InlineData(Granted, OptIn, false, DecisionReason.Expired)]
    [InlineData(Granted, OptOut, false, DecisionReason.Default)]
    [InlineData(Granted, OptOut, true, DecisionReason.Gpc)]
    [InlineData(Granted, OptOut, null, DecisionReason.Gpc)]
    [InlineData(Granted, NoticeOnly, false, DecisionReason.Default)]
    [InlineData(Refused, OptIn, false, DecisionReason.Refused)]
    [InlineData(Refused, OptOut, false, DecisionReason.Refused)]
    [InlineData(Refused, NoticeOnly, false, DecisionReason.Refused)]
    public void An_expired_grant_falls_to_the_default_and_an_expired_refusal_stays(ulong granted, string region, bool? gpc, object reason) =>
        Assert.Equal(reason, Marketing(Facts(Record(granted, region: region), TooLate, gpc: gpc)));

    [Theory]
    [InlineData(Granted, OptIn, false, DecisionReason.Outdated)]
    [InlineData(Granted, OptOut, false, DecisionReason.Default)]
    [InlineData(Granted, OptOut, true, DecisionReason.Gpc)]
    [InlineData(Refused, OptIn, false, DecisionReason.Refused)]
    [InlineData(Refused, OptOut, false, DecisionReason.Refused)]
    public void An_outdated_grant_falls_to_the_default_and_an_outdated_refusal_stays(ulong granted, string region, bool? gpc, object reason) =>
        Assert.Equal(reason, Marketing(Facts(Record(granted, region: region), Valid, latest: Notice(version: 2, validSince: 2), gpc: gpc)));

    [Fact]
    public void A_choice_is_valid_until_the_millisecond_before_its_end()
    {
        var end = Chosen + Draft.Lifetime;

        Assert.Equal(DecisionReason.Granted, Marketing(Facts(Record(Granted), end - TimeSpan.FromMilliseconds(1))));
        Assert.Equal(DecisionReason.Expired, Marketing(Facts(Record(Granted), end)));
        Assert.Equal(end, Facts(Record(Granted), Valid).Stored!.ValidUntil);
    }

    [Theory]
    [InlineData(ConsentModel.OptOut, Granted, OptIn, DecisionReason.StricterModel)]
    [InlineData(ConsentModel.NoticeOnly, Granted, OptIn, DecisionReason.StricterModel)]
    [InlineData(ConsentModel.OptOut, Granted, "ZZ", DecisionReason.StricterModel)]
    [InlineData(ConsentModel.OptOut, Refused, OptIn, DecisionReason.Refused)]
    [InlineData(ConsentModel.OptOut, Granted, NoticeOnly, DecisionReason.Granted)]
    [InlineData(ConsentModel.OptIn, Granted, OptOut, DecisionReason.Granted)]
    public void A_grant_under_a_laxer_model_is_none_under_opt_in(object model, ulong granted, string nowIn, object reason) =>
        Assert.Equal(reason, Marketing(Facts(Record(granted, model: (ConsentModel)model, region: OptOut), Valid, region: nowIn)));

    [Theory]
    [InlineData(ConsentAction.RejectAll, DecisionReason.Refused)]
    [InlineData(ConsentAction.Save, DecisionReason.Refused)]
    [InlineData(ConsentAction.Withdraw, DecisionReason.Withdrawn)]
    [InlineData(ConsentAction.Object, DecisionReason.Withdrawn)]
    [InlineData(ConsentAction.Gpc, DecisionReason.Gpc)]
    public void The_reason_tells_a_refusal_a_withdrawal_and_the_signal_apart(object action, object reason) =>
        Assert.Equal(reason, Marketing(Facts(Record(Refused, action: (ConsentAction)action), Valid)));

    [Fact]
    public void What_was_refused_before_the_signal_came_stays_a_refusal() =>
        Assert.Equal(DecisionReason.Refused, Of(Facts(Record(Refused, action: ConsentAction.Gpc), Valid), "analytics").Reason);

    [Theory]
    [InlineData(Granted, null, true, DecisionReason.Granted)]
    [InlineData(Granted, false, true, DecisionReason.Refused)]
    [InlineData(Refused, null, true, DecisionReason.Refused)]
    [InlineData(Refused, true, true, DecisionReason.Granted)]
    [InlineData(Granted, null, false, DecisionReason.Default)]
    [InlineData(Granted, false, false, DecisionReason.Refused)]
    [InlineData(Refused, true, false, DecisionReason.Refused)]
    public void A_service_has_its_own_choice_or_that_of_its_category(ulong category, bool? service, bool isValid, object reason)
    {
        var record = Record(category, region: OptOut, services: service is { } on ? [(3, on)] : []);

        var decision = DecisionRules.OfService(Facts(record, isValid ? Valid : TooLate, gpc: false), Notice().FindService("shop_ads")!);

        Assert.Equal((reason, "marketing", "shop_ads"), (decision.Reason, decision.Category.Category.Id, decision.Service!.Service.Id));
    }

    [Fact]
    public void The_signal_denies_a_service_that_was_allowed_by_itself() => Assert.Equal(
        DecisionReason.Gpc, DecisionRules.OfService(Facts(Record(Refused, services: [(3, true)]), Valid, gpc: true), Notice().FindService("shop_ads")!).Reason);

    [Fact]
    public void What_is_required_is_allowed_in_every_state()
    {
        foreach (var facts in new[]
                 {
                     new DecisionFacts(Notice(), null, false, null, true), new DecisionFacts(Notice(), null, true, null, true),
                     Facts(Record(0), TooLate, gpc: true), Facts(Record(Refused), Valid, latest: Notice(version: 2, validSince: 2)),
                 })
        {
            Assert.Equal(DecisionReason.Required, Of(facts, "auth").Reason);
            Assert.Equal(DecisionReason.Required, DecisionRules.OfService(facts, facts.Latest.FindService("shop_session")!).Reason);
        }
    }

    [Fact]
    public void While_the_records_are_erased_nothing_optional_is_allowed_under_any_model()
    {
        foreach (var region in new[] { OptIn, OptOut, NoticeOnly })
            Assert.Equal(DecisionReason.Erasing, Marketing(new DecisionFacts(Notice(), null, true, region, false)));
    }

    [Fact]
    public void A_category_that_the_visitor_was_not_asked_about_is_not_allowed()
    {
        var before = Notice(File with { Categories = [.. File.Categories.Take(3)] });
        var record = Record(Draft.Auth | Draft.Analytics, region: OptOut);

        foreach (var (latest, reason) in new[] { (Notice(version: 2, validSince: 2), DecisionReason.Outdated), (Notice(version: 2), DecisionReason.NoChoice) })
            Assert.Equal(reason, Marketing(new DecisionFacts(latest, StoredChoice.Of(record, before, latest, Valid), false, null, false)));
    }

    [Theory]
    [InlineData(OptIn)]
    [InlineData(OptOut)]
    [InlineData(NoticeOnly)]
    public void A_site_with_an_age_threshold_has_nothing_optional_on_before_a_choice(string region)
    {
        var notice = Notice(File with { Age = new AgeRule { Threshold = 16 } });

        Assert.Equal(DecisionReason.NoChoice, Marketing(new DecisionFacts(notice, null, false, region, false)));
        Assert.Equal(DecisionReason.Granted, Marketing(Facts(Record(Granted, region: region), Valid, latest: notice)));
    }

    [Fact]
    public void A_category_that_the_site_has_off_by_default_is_off_without_a_choice_under_every_model()
    {
        var notice = Notice(File.With("marketing", c => c with { Defaults = new CategoryDefaults { OptOut = false } }));

        Assert.Equal(DecisionReason.NoChoice, Marketing(new DecisionFacts(notice, null, false, OptOut, false)));
        Assert.Equal(DecisionReason.Default, Marketing(new DecisionFacts(notice, null, false, NoticeOnly, false)));
    }

    [Theory]
    [InlineData(LegalBasis.Consent)]
    [InlineData(LegalBasis.LegitimateInterests)]
    [InlineData(LegalBasis.Contract)]
    public void The_legal_basis_of_an_optional_category_changes_nothing(object basis)
    {
        var notice = Notice(File.With("marketing", c => c with { Basis = (LegalBasis)basis }));

        Assert.Equal(DecisionReason.NoChoice, Marketing(new DecisionFacts(notice, null, false, OptIn, false)));
        Assert.Equal(DecisionReason.Refused, Marketing(Facts(Record(Refused), Valid, latest: notice)));
    }

    [Theory]
    [InlineData(Draft.Auth | Draft.Marketing | Draft.Analytics, null, DecisionReason.Granted, "analytics", null)]
    [InlineData(Draft.Auth | Draft.Analytics, null, DecisionReason.Refused, "marketing", null)]
    [InlineData(Draft.Auth | Draft.Marketing, null, DecisionReason.Refused, "analytics", null)]
    [InlineData(Draft.Auth | Draft.Marketing | Draft.Analytics, false, DecisionReason.Refused, "marketing", "shop_ads")]
    [InlineData(Draft.Auth | Draft.Analytics, true, DecisionReason.Refused, "marketing", null)]
    public void A_purpose_is_allowed_if_everything_that_declares_it_is_allowed(ulong granted, bool? service, object reason, string category, string? byService)
    {
        var notice = Notice(File
            .With("analytics", c => c with { Purposes = ["news"] })
            .With("marketing", c => c with { Purposes = ["news"] }).WithService("marketing", s => s with { Purposes = ["news"] }));

        var decision = DecisionRules.OfPurpose(Facts(Record(granted, services: service is { } on ? [(3, on)] : []), Valid, latest: notice), "news")!.Value;

        Assert.Equal((reason, category, byService), (decision.Reason, decision.Category.Category.Id, decision.Service?.Service.Id));
        Assert.Equal(["analytics", "marketing"], DecisionRules.Declaring(notice, "news"));
    }

    [Fact]
    public void A_purpose_of_a_required_category_is_allowed_only_if_no_optional_one_denies_it()
    {
        var notice = Notice(File.With("marketing", c => c with { Purposes = ["auth_purpose"] }));

        Assert.Equal(DecisionReason.Required, DecisionRules.OfPurpose(Facts(Record(Refused), Valid), "auth_purpose")!.Value.Reason);
        Assert.Equal(DecisionReason.Refused, DecisionRules.OfPurpose(Facts(Record(Refused), Valid, latest: notice), "auth_purpose")!.Value.Reason);
        Assert.Equal(DecisionReason.Granted, DecisionRules.OfPurpose(Facts(Record(Granted), Valid, latest: notice), "auth_purpose")!.Value.Reason);
        Assert.Equal(
            DecisionReason.Default, DecisionRules.OfPurpose(new DecisionFacts(notice, null, false, OptOut, false), "auth_purpose")!.Value.Reason);
    }

    [Fact]
    public void A_purpose_that_nothing_declares_gives_no_decision() => Assert.Null(DecisionRules.OfPurpose(Facts(Record(Granted), Valid), "profiling"));

    [Fact]
    public void Only_three_reasons_allow() => Assert.Equal(
        "required, granted, default",
        string.Join(", ", Enum.GetValues<DecisionReason>().Where(r => new Decision(r, Notice().Categories[0]).IsAllowed).Select(WireNames<DecisionReason>.Of)));

    private static object Marketing(DecisionFacts facts) => Of(facts, "marketing").Reason;

    private static Decision Of(DecisionFacts facts, string category) => DecisionRules.OfCategory(facts, facts.Latest.FindCategory(category)!);

    /// <summary>The facts about a visitor with this record, which was made under notice 1.</summary>
    private static DecisionFacts Facts(ConsentRecord record, DateTimeOffset now, PublishedNotice? latest = null, string? region = null, bool? gpc = null) =>
        new(latest ?? Notice(), StoredChoice.Of(record, Notice(), latest ?? Notice(), now), false, region, gpc);

    private static ConsentRecord Record(
        ulong granted, string region = OptIn, ConsentModel? model = null, ConsentAction action = ConsentAction.Save, bool gpc = false, params (int, bool)[] services)
    {
        var draft = Draft.Of(1, granted: 0).With(c => c with
        {
            Granted = granted,
            Region = region,
            Model = model ?? Regions.ModelOf(File, Regions.RuleFor(File, region)),
            Action = action,
            Gpc = gpc,
            Services = ServiceChoices.Of(services),
        });
        return new ConsentRecord(0, Chosen, Chosen, draft.Content, region, gpc);
    }

    private static PublishedNotice Notice(SiteFile? file = null, int version = 1, int validSince = 1)
    {
        var first = Draft.NoticeOf(File);
        var numbers = new ItemNumbers(
            first.Categories.ToDictionary(c => c.Category.Id, c => c.Number, StringComparer.Ordinal), first.Services.ToDictionary(s => s.Service.Id, s => s.Number, StringComparer.Ordinal));
        return new PublishedNotice(version, DateTimeOffset.UnixEpoch, validSince, file ?? File, numbers, []);
    }
}
