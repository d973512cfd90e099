using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Decisions;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Promises;

/// <summary>What the policy of CRMSoftware.ai promises about sharing and purposes, when its servers ask before they act.</summary>
public sealed class DecisionTests
{
    private const string Site = "crmsoftware", Partners = "service=crm_partners";

    [Fact, Promise("1.4")]
    public async Task No_partner_gets_anything_before_the_visitor_has_allowed_it()
    {
        await using var hub = await ShippedSite.StartAsync(Site);
        using var backend = await hub.ConnectorAsync("backend");
        var visitor = new SiteVisitor(hub, Site);
        foreach (var region in new[] { "", "&region=DE", "&region=US-CA&gpc=false", "&region=US-TX&gpc=false" })
            Assert.Equal((region, (false, "no_choice")), (region, await backend.ReasonAsync(visitor.Id, Partners + region, Site)));

        await visitor.SaveAsync(["marketing"], ("crm_partners", false));
        Assert.Equal((false, "refused"), await backend.ReasonAsync(visitor.Id, Partners, Site));
        await visitor.SaveAsync(["marketing"]);
        Assert.Equal((true, "granted"), await backend.ReasonAsync(visitor.Id, Partners, Site));
        await visitor.RefuseAsync();
        Assert.Equal((false, "refused"), await backend.ReasonAsync(visitor.Id, Partners, Site));
    }

    [Fact, Promise("1.5")]
    public async Task A_purpose_that_is_not_declared_is_never_allowed_and_a_declared_one_as_the_visitor_chose()
    {
        await using var hub = await ShippedSite.StartAsync(Site);
        using var backend = await hub.ConnectorAsync("backend");
        var visitor = new SiteVisitor(hub, Site);
        await visitor.SaveAsync(["analytics"]);

        Assert.Equal((true, "granted"), await backend.ReasonAsync(visitor.Id, "purpose=usage_statistics", Site));
        Assert.Equal((true, "required"), await backend.ReasonAsync(visitor.Id, "purpose=sign_in", Site));
        Assert.Equal((false, "refused"), await backend.ReasonAsync(visitor.Id, "purpose=advertising", Site));
        await visitor.SaveAsync(["preferences", "analytics", "marketing"]);
        await backend.AskAsync(visitor.Id, "purpose=profiling", Site).RefusedAsync(422, "invalid_fields", "purpose");
    }
}
