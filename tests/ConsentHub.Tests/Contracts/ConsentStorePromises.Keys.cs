using System.Security.Cryptography;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Formats;
using ConsentHub.Tests.Support;
using ConsentHub.Verification;
using ConsentHub.Verification.Database;

namespace ConsentHub.Tests.Contracts;

public abstract partial class ConsentStorePromises
{
    [Fact]
    [Promise("0.16")]
    public async Task A_key_is_found_by_its_hash_as_it_was_made()
    {
        var draft = Key("Grafana, Team Süd", Role.Analyst, ["shop", "blog"]) with { ExpiresAt = Clock.GetUtcNow().AddDays(1), System = "crm" };
        var made = await CreateAsync(draft);

        var found = await store.Keys.FindAsync(draft.Hash, CancellationToken.None);

        Assert.Equal(("Grafana, Team Süd", Role.Analyst, Clock.GetUtcNow(), null), (found!.Name, found.Role, found.CreatedAt, found.RevokedAt));
        Assert.Equal((made.Id, Clock.GetUtcNow().AddDays(1)), (found.Id, found.ExpiresAt!.Value));
        Assert.Equal("crm", found.System);
        Assert.Equal(["shop", "blog"], found.Sites!);
        Assert.Null(await store.Keys.FindAsync(ApiKeyText.Hash("chk_unknown"), CancellationToken.None));
    }

    [Fact]
    public async Task A_key_made_twice_stays_as_it_was_made_first()
    {
        var draft = Key("first", Role.Analyst);
        var first = await CreateAsync(draft);
        Clock.Advance(TimeSpan.FromDays(1));

        var second = await CreateAsync(draft with { Name = "second", Role = Role.Admin, Sites = ["shop"] });

        Assert.Equal(first, second);
        Assert.Single(await store.Keys.ListAsync(CancellationToken.None));
        Assert.Single(await ReadAsync(new AuditQuery()));
    }

    [Fact]
    public async Task A_revoked_key_stays_listed_with_the_time_of_its_first_revocation()
    {
        var draft = Key("lost", Role.Editor);
        var key = await CreateAsync(draft);
        var revoked = Clock.GetUtcNow().AddHours(1);
        Clock.Set(revoked);
        Assert.True(await RevokeAsync(key.Id));
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await RevokeAsync(key.Id));

        Assert.Equal(revoked, (await store.Keys.FindAsync(draft.Hash, CancellationToken.None))!.RevokedAt);
        Assert.Equal(revoked, Assert.Single(await store.Keys.ListAsync(CancellationToken.None)).RevokedAt);
        Assert.False(await RevokeAsync(key.Id + 1));
        Assert.Equal(["key.revoke", "key.create"], (await ReadAsync(new AuditQuery())).Select(e => e.Action));
    }

    [Fact]
    public async Task A_revoked_key_is_not_revived_by_making_it_again()
    {
        var draft = Key("lost", Role.Admin);
        await RevokeAsync((await CreateAsync(draft)).Id);

        Assert.NotNull((await CreateAsync(draft)).RevokedAt);
    }

    [Fact]
    public async Task Another_configured_key_revokes_the_previous_one_and_no_other()
    {
        var named = await CreateAsync(Key("somebody's", Role.Admin));
        var (old, next) = (Key("setting", Role.Admin), Key("setting", Role.Admin));
        var first = await store.Keys.ConfigureAsync(old, await store.Trail.SealerAsync());
        Assert.Empty((await store.Keys.ConfigureAsync(old, await store.Trail.SealerAsync())).Retired);

        var second = await store.Keys.ConfigureAsync(next, await store.Trail.SealerAsync());

        Assert.Equal([first.Key.Id], second.Retired);
        Assert.Equal([named.Id, second.Key.Id], (await store.Keys.ListAsync(CancellationToken.None)).Where(k => k.RevokedAt is null).Select(k => k.Id));

        // A forgotten deployment starts with the old value, which grants no access and revokes nothing.
        var forgotten = await store.Keys.ConfigureAsync(old, await store.Trail.SealerAsync());
        Assert.NotNull(forgotten.Key.RevokedAt);
        Assert.Empty(forgotten.Retired);
        Assert.Null((await store.Keys.FindAsync(next.Hash, CancellationToken.None))!.RevokedAt);
    }

    [Fact]
    public async Task Of_many_first_keys_made_at_once_one_is_made()
    {
        var sealer = await store.Trail.SealerAsync();

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => store.Keys.CreateFirstAsync(Key($"first {i}", Role.Admin), sealer)));

        Assert.Single(made, k => k is not null);
        Assert.Single(await store.Keys.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_key_was_used_last_when_it_left_its_last_entry_in_the_trail()
    {
        var key = await CreateAsync(Key("BI", Role.Analyst));
        Clock.Advance(TimeSpan.FromHours(1));
        var used = Clock.GetUtcNow();
        await AuditAsync(key.ToActor(), "stats.read");
        Clock.Advance(TimeSpan.FromHours(1));
        await AuditAsync(Actor.CommandLine, "backup");
        await AuditAsync(key.ToActor(), "access.refused");

        Assert.Equal(used, Assert.Single(await store.Keys.ListAsync(CancellationToken.None)).LastUsedAt);
    }

    [Fact]
    public async Task The_audit_trail_comes_newest_first_page_by_page()
    {
        for (var i = 0; i < 5; i++)
        {
            await AuditAsync(i == 0 ? Actor.CommandLine : new Actor(ActorKind.Key, i), "records.export", i % 2 == 0 ? "shop" : null, $"entry {i}");
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var first = await ReadAsync(new AuditQuery { Limit = 2 });
        var second = await ReadAsync(new AuditQuery { Limit = 2, Before = first[^1].Id });
        var last = await ReadAsync(new AuditQuery { Limit = 2, Before = second[^1].Id });

        Assert.Equal(["entry 4", "entry 3", "entry 2", "entry 1", "entry 0"], first.Concat(second).Concat(last).Select(e => e.Detail));
        Assert.Equal((ActorKind.CommandLine, null, "records.export", "shop", Clock.GetUtcNow().AddSeconds(-5)), (last[0].Actor, last[0].Key, last[0].Action, last[0].Site, last[0].At));
        Assert.Equal((1L, null), (second[^1].Key, second[^1].Site));
        Assert.Empty(await ReadAsync(new AuditQuery { Limit = 2, Before = last[0].Id }));
    }

    [Fact]
    public async Task The_audit_trail_is_filtered_by_each_of_its_columns()
    {
        var begin = Clock.GetUtcNow();
        await AuditAsync(new Actor(ActorKind.Key, 1), "records.export", "shop");
        Clock.Advance(TimeSpan.FromMinutes(1));
        await AuditAsync(new Actor(ActorKind.Key, 2), "records.read", "shop");
        Clock.Advance(TimeSpan.FromMinutes(1));
        await AuditAsync(Actor.CommandLine, "records.read", "blog");

        Assert.Equal([2L, 1L], await IdsAsync(new AuditQuery { Site = "shop" }));
        Assert.Equal([1L], await IdsAsync(new AuditQuery { Key = 1 }));
        Assert.Equal([3L, 2L], await IdsAsync(new AuditQuery { Action = "records.read" }));
        Assert.Equal([3L], await IdsAsync(new AuditQuery { Actor = ActorKind.CommandLine }));
        Assert.Equal([3L, 2L], await IdsAsync(new AuditQuery { From = begin.AddMinutes(1) }));
        Assert.Equal([1L], await IdsAsync(new AuditQuery { To = begin.AddMinutes(1) }));
        Assert.Equal([2L], await IdsAsync(new AuditQuery { Site = "shop", Action = "records.read", From = begin, To = begin.AddDays(1), Key = 2 }));
        Assert.Equal([1L, 2L], await IdsAsync(new AuditQuery { OldestFirst = true, Limit = 3 }));
        Assert.Equal([2L, 3L], await IdsAsync(new AuditQuery { OldestFirst = true, After = 2 }));

        // After the entry of the publication.
        async Task<IEnumerable<long>> IdsAsync(AuditQuery query) => (await ReadAsync(query)).Select(e => e.Id - 1);
    }

    [Fact]
    public async Task Entries_written_at_once_form_one_chain_without_a_gap()
    {
        var sealer = await store.Trail.SealerAsync();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => store.Audit.AppendAsync(new AuditDraft(Actor.CommandLine, "backup", null, $"{i}"), sealer)));
        await CreateAsync(Key("BI", Role.Analyst, ["shop"]));
        await RevokeAsync((await CreateAsync(Key("gone", Role.Admin))).Id);

        Assert.Equal(Enumerable.Range(2, 43).Select(i => (long)i), (await ReadAsync(new AuditQuery { OldestFirst = true })).Select(e => e.Id));
        Assert.Empty(await AuditErrorsAsync());
    }

    private async Task<IReadOnlyList<string>> AuditErrorsAsync()
    {
        using var snapshot = store.Snapshot();
        var keys = new List<ECDsa>();
        foreach (var key in (await snapshot.HubKeysAsync(CancellationToken.None)).Where(k => k.Public is not null))
        {
            keys.Add(ECDsa.Create());
            keys[^1].ImportSubjectPublicKeyInfo(key.Public, out _);
        }

        var faults = new ErrorList();
        await new AuditCheck(snapshot, keys, faults).RunAsync(CancellationToken.None);
        keys.ForEach(k => k.Dispose());
        return faults.Lines;
    }

    private static NewApiKey Key(string name, Role role, string[]? sites = null) => new(ApiKeyText.Hash(ApiKeyText.Create()), name, role, sites);

    private async Task<ApiKey> CreateAsync(NewApiKey key) => await store.Keys.CreateAsync(key, Actor.CommandLine, await store.Trail.SealerAsync());

    private async Task<bool> RevokeAsync(long id) => await store.Keys.RevokeAsync(id, Actor.CommandLine, await store.Trail.SealerAsync());

    private async Task AuditAsync(Actor actor, string action, string? site = null, string? detail = null) =>
        await store.Audit.AppendAsync(new AuditDraft(actor, action, site, detail), await store.Trail.SealerAsync());

    /// <summary>The trail without the entry of the publication with which each test begins.</summary>
    private async Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuery query) =>
        [.. (await store.Audit.ReadAsync(query, CancellationToken.None)).Where(e => e.Action != AuditActions.SitePublish)];
}
