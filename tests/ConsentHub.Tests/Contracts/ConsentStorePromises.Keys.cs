using ConsentHub.Access;

namespace ConsentHub.Tests.Contracts;

public abstract partial class ConsentStorePromises
{
    [Fact]
    public async Task A_key_is_found_by_its_hash_as_it_was_made()
    {
        var hash = ApiKeyText.Hash(ApiKeyText.Create());
        var made = await store.Keys.CreateAsync(hash, "Grafana, Team Süd", Role.Analyst, ["shop", "blog"]);

        var found = await store.Keys.FindAsync(hash, CancellationToken.None);

        Assert.Equal(("Grafana, Team Süd", Role.Analyst, Clock.GetUtcNow(), null), (found!.Name, found.Role, found.CreatedAt, found.RevokedAt));
        Assert.Equal(made.Id, found.Id);
        Assert.Equal(["shop", "blog"], found.Sites!);
        Assert.Null(await store.Keys.FindAsync(ApiKeyText.Hash("chk_unknown"), CancellationToken.None));
    }

    [Fact]
    public async Task A_key_made_twice_stays_as_it_was_made_first()
    {
        var hash = ApiKeyText.Hash(ApiKeyText.Create());
        var first = await store.Keys.CreateAsync(hash, "first", Role.Analyst, null);
        Clock.Advance(TimeSpan.FromDays(1));

        var second = await store.Keys.CreateAsync(hash, "second", Role.Admin, ["shop"]);

        Assert.Equal(first, second);
        Assert.Single(await store.Keys.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_revoked_key_stays_listed_with_the_time_of_its_first_revocation()
    {
        var hash = ApiKeyText.Hash(ApiKeyText.Create());
        var key = await store.Keys.CreateAsync(hash, "lost", Role.Editor, null);
        var revoked = Clock.GetUtcNow().AddHours(1);
        Clock.Set(revoked);
        Assert.True(await store.Keys.RevokeAsync(key.Id));
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await store.Keys.RevokeAsync(key.Id));

        Assert.Equal(revoked, (await store.Keys.FindAsync(hash, CancellationToken.None))!.RevokedAt);
        Assert.Equal(revoked, Assert.Single(await store.Keys.ListAsync(CancellationToken.None)).RevokedAt);
        Assert.False(await store.Keys.RevokeAsync(key.Id + 1));
    }

    [Fact]
    public async Task A_revoked_key_is_not_revived_by_making_it_again()
    {
        var hash = ApiKeyText.Hash(ApiKeyText.Create());
        await store.Keys.RevokeAsync((await store.Keys.CreateAsync(hash, "lost", Role.Admin, null)).Id);

        Assert.NotNull((await store.Keys.CreateAsync(hash, "lost", Role.Admin, null)).RevokedAt);
    }

    [Fact]
    public async Task The_audit_trail_comes_newest_first_page_by_page()
    {
        for (var i = 0; i < 5; i++)
        {
            await store.Keys.AuditAsync(i == 0 ? null : i, "records.export", i % 2 == 0 ? "shop" : null, $"entry {i}");
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var first = await store.Keys.ReadAuditAsync(null, 2, CancellationToken.None);
        var second = await store.Keys.ReadAuditAsync(first[^1].Id, 2, CancellationToken.None);
        var last = await store.Keys.ReadAuditAsync(second[^1].Id, 2, CancellationToken.None);

        Assert.Equal(["entry 4", "entry 3", "entry 2", "entry 1", "entry 0"], first.Concat(second).Concat(last).Select(e => e.Detail));
        Assert.Equal((null, "records.export", "shop", Clock.GetUtcNow().AddSeconds(-5)), (last[0].Key, last[0].Action, last[0].Site, last[0].At));
        Assert.Equal((1L, null), (second[^1].Key, second[^1].Site));
        Assert.Empty(await store.Keys.ReadAuditAsync(last[0].Id, 2, CancellationToken.None));
    }
}
