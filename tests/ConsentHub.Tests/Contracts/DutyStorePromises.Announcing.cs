using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.Formats;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Publishing;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Contracts;

public abstract partial class DutyStorePromises
{
    private static SiteFile Told => TestSite.Minimal("shop") with { Retention = Classes, Announce = new AnnounceRule { HeldBy = "mailer", Notice = "P14D" } };

    private static SiteFile Changed(SiteFile file) => file.WithService("marketing", s => s with { Provider = "Other AS" });

    [Theory]
    [InlineData(30, 16)]
    [InlineData(15, 1)]
    [InlineData(14, 1)]
    [InlineData(0.5, 0.5)]
    public async Task An_announced_version_gives_its_system_one_duty_that_is_due_before_it_takes_effect(double days, double due)
    {
        await ApplyAsync(Told);
        var from = Now.AddDays(days);
        await ApplyAsync(Changed(Told), from);

        var duty = Assert.Single(await ListAsync("mailer"));
        Assert.Equal(
            ("notice_change", "mailer", RetentionEvent.NoticeChange, null, Now, Now.AddDays(due), 2),
            (duty.Class, duty.HeldBy, duty.After, duty.Subject, duty.Begins, duty.Due, duty.Notice));

        await store.Duties.RunAsync(shop, await RulesAsync(), Now);
        Clock.Set(from);
        Assert.NotNull(await Publisher.PublishAnnouncedAsync("shop", CancellationToken.None));
        await store.Duties.RunAsync(shop, await RulesAsync(), Now);

        Assert.Equal(duty, Assert.Single(await ListAsync("mailer")));
    }

    [Fact]
    public async Task A_version_that_is_published_at_once_gives_a_duty_only_if_it_lists_changes()
    {
        await ApplyAsync(Told);
        Assert.Empty(await ListAsync("mailer"));
        await ApplyAsync(Told with { Name = "Another name" });
        Assert.Empty(await ListAsync("mailer"));

        await ApplyAsync(Changed(Told));

        var duty = Assert.Single(await ListAsync("mailer"));
        Assert.Equal((Now, Now.AddDays(1), 4), (duty.Begins, duty.Due, duty.Notice));
    }

    [Fact]
    public async Task A_withdrawn_announcement_takes_its_open_duty_along_and_another_one_gives_a_new_duty()
    {
        await ApplyAsync(Told);
        await ApplyAsync(Changed(Told), Now.AddDays(30));
        var first = Assert.Single(await ListAsync("mailer"));

        await ApplyAsync(Changed(Told), Now.AddDays(40));
        var second = Assert.Single(await ListAsync("mailer"));
        Assert.Equal((false, Now.AddDays(26)), (first.Id == second.Id, second.Due));
        // Other settings leave the announcement and its duty alone.
        await ApplyAsync(Changed(Told) with { Origins = ["https://other.example"] }, Now.AddDays(40));
        Assert.Equal(second, Assert.Single(await ListAsync("mailer")));

        await ApplyAsync(Told);
        Assert.Empty(await ListAsync("mailer"));
        await ApplyAsync(Changed(Told), Now.AddDays(30));
        await ApplyAsync(Changed(Told) with { Name = "At once" });
        Assert.Equal(Now.AddDays(1), Assert.Single(await ListAsync("mailer")).Due);
    }

    [Fact]
    public async Task The_version_in_force_says_who_tells_and_a_file_that_drops_it_is_told_of_too()
    {
        await ApplyAsync(Told);
        await ApplyAsync(Changed(Told) with { Announce = null }, Now.AddDays(30));

        var duty = Assert.Single(await ListAsync("mailer"));
        Assert.Equal(Now.AddDays(16), duty.Due);

        var said = await store.Duties.AcknowledgeAsync(
            shop, "shop", duty.Id, "mailer", new Acknowledgement(true, 812, "campaign 7", null), Actor.CommandLine, await store.Trail.SealerAsync(), Now);
        Assert.Equal("kept", (string?)Assert.IsType<AcknowledgeOutcome.Sealed>(said).Statement.Record()["outcome"]);
        Assert.Equal("notice_change", (string?)((AcknowledgeOutcome.Sealed)said).Statement.Record()["after"]);
        Assert.Empty(await ListAsync("mailer"));
    }

    private SitePublisher Publisher => new(store.Sites, store.Trail, Clock);

    private Task<PublishOutcome> ApplyAsync(SiteFile file, DateTimeOffset? from = null) => Publisher.PublishAsync(
        file with { EffectiveFrom = from is { } at ? Rfc3339.Of(at) : null }, ManagedBy.File, new PublishOptions(), Actor.CommandLine, CancellationToken.None);

    private Task<IReadOnlyList<Duty>> ListAsync(string system) => store.Duties.ListAsync(new DutyQuery(shop, system, null, null, 100), CancellationToken.None);

    private async Task<DutyRules> RulesAsync()
    {
        var site = (await store.Sites.FindAsync("shop", CancellationToken.None))!;
        return DutyRules.Of(LoadedSite.ToNotice(site.Latest, site.Numbers));
    }
}
