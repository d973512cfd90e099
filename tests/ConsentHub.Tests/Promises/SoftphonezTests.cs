using ConsentHub.Sites.Model;
using ConsentHub.Tests.Preferences;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Promises;

/// <summary>What the policy of Softphonez promises, on its site file.</summary>
public sealed class SoftphonezTests
{
    private const string Objection = "You can object at any time";

    [Theory]
    [InlineData("Consent", "your consent", 0)]
    [InlineData("LegitimateInterests", "legitimate interests", 1)]
    [InlineData("LegalObligation", "a legal obligation", 0)]
    [Promise("4.1")]
    public async Task The_basis_is_shown_and_an_objection_offered_where_it_is_a_legitimate_interest_and_nowhere_else(string basis, string words, int objections)
    {
        await using var hub = await Hub.StartAsync([ShippedSite.Read("softphonez").With("analytics", c => c with { Basis = Enum.Parse<LegalBasis>(basis) })]);

        var text = (await new PageVisit(hub, "softphonez").OpenAsync("?lang=en")).Text;

        Assert.Contains($"Legal basis: {words}", text, StringComparison.Ordinal);
        Assert.Contains("Legal basis: a contract with you", text, StringComparison.Ordinal);
        Assert.Equal(objections, text.Split(Objection).Length - 1);
    }

    [Fact, Promise("4.5")]
    public async Task Nothing_is_shown_without_the_browsers_secret_and_nobody_learns_who_is_known()
    {
        await using var hub = await ShippedSite.StartAsync("softphonez");
        var (known, unknown) = (new SiteVisitor(hub, "softphonez"), new SiteVisitor(hub, "softphonez"));
        var stored = await known.SaveAsync(["analytics"]);

        await unknown.GetAsync($"consents/{(string)stored["id"]!}/receipt").RefusedAsync(404, "no_consent");
        await hub.Client.GetAsync("/v1/sites/softphonez/visitor/export").RefusedAsync(400, "invalid_header", "Visitor-Id");

        Assert.Empty((await unknown.ExportAsync())["records"]!.AsArray());
        await hub.Client.EraseAsync(known.Id, "softphonez");
        foreach (var visitor in new[] { known, unknown })
            await visitor.GetAsync("consent").RefusedAsync(404, "no_consent");
    }

    [Fact, Promise("4.6")]
    public async Task The_last_explicit_choice_counts_whatever_its_source_and_the_source_is_stored()
    {
        await using var hub = await ShippedSite.StartAsync("softphonez");
        var visitor = new SiteVisitor(hub, "softphonez");

        await visitor.SendAsync("save", ["analytics"], [], ("source", "api")).JsonAsync(201);
        await visitor.SendAsync("gpc", [], [], ("source", "signal"), ("gpc", true)).JsonAsync(201);
        await visitor.SendAsync("save", ["marketing"], [], ("source", "preferences"), ("gpc", true)).JsonAsync(201);

        Assert.True((bool)(await visitor.CurrentAsync())["choices"]!["marketing"]!);
        Assert.Equal(
            ["preferences True True", "signal True False", "api False False"],
            (await visitor.ExportAsync())["records"]!.AsArray().Select(r => $"{r!["source"]} {(bool)r["gpcShown"]!} {(bool)r["choices"]!["marketing"]!}"));
    }
}
