using ConsentHub.CommandLine;
using Dapper;

namespace ConsentHub.Tests.Verification;

/// <summary><c>verify database</c> on the audit trail and the API keys: it names what was changed, deleted or inserted.</summary>
public sealed class VerifyAuditTests(SealedHub hub) : IClassFixture<SealedHub>
{
    private const string Forged = "SELECT @id, at, actor, key, action, site, detail, hash, signature FROM audit WHERE id = 2";

    [Theory]
    [InlineData("UPDATE audit SET at = at + 1 WHERE id = 2", "audit entry 2 was changed after it was sealed")]
    [InlineData("UPDATE audit SET actor = 'command_line' WHERE id = 2", "audit entry 2 was changed after it was sealed")]
    [InlineData("UPDATE audit SET actor = 'nobody' WHERE id = 2", "audit entry 2 was changed after it was sealed")]
    [InlineData("UPDATE audit SET key = coalesce(key, 0) + 1 WHERE id = 2", "audit entry 2 was changed after it was sealed")]
    [InlineData("UPDATE audit SET action = 'stats.read' WHERE id = 2", "audit entry 2 was changed after it was sealed")]
    [InlineData("UPDATE audit SET site = 'blog ' WHERE id = 2", "audit entry 2 was changed after it was sealed")]
    [InlineData("UPDATE audit SET detail = 'nothing' WHERE id = 2", "audit entry 2 was changed after it was sealed")]
    [InlineData("UPDATE audit SET hash = randomblob(32) WHERE id = 2", "audit entry 2 was changed after it was sealed")]
    [InlineData("UPDATE audit SET signature = randomblob(64) WHERE id = 2", "audit entry 2 was changed after it was sealed")]
    [InlineData("DELETE FROM audit WHERE id = 2", "audit entry 2 is missing")]
    [InlineData("DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)", "is missing")]
    [InlineData("DELETE FROM audit", "audit entries 1 to")]
    [InlineData("DELETE FROM audit_head", "the signed end of the audit trail is missing")]
    [InlineData("UPDATE audit_head SET hash = randomblob(32)", "the signed end of the audit trail was changed")]
    [InlineData("UPDATE audit_head SET signature = randomblob(64)", "the signed end of the audit trail was changed")]
    [InlineData("UPDATE audit_head SET id = id - 1", "the signed end of the audit trail was changed")]
    [InlineData("UPDATE audit_head SET id = 0", "the signed end of the audit trail is missing")]
    [InlineData("UPDATE api_key SET hash = randomblob(32) WHERE id = 1", "API key 1 differs from its entry in the audit trail")]
    [InlineData("UPDATE api_key SET name = 'somebody else' WHERE id = 1", "API key 1 differs from its entry in the audit trail")]
    [InlineData("UPDATE api_key SET role = 'analyst' WHERE id = 1", "API key 1 differs from its entry in the audit trail")]
    [InlineData("UPDATE api_key SET role = 'emperor' WHERE id = 1", "API key 1 differs from its entry in the audit trail")]
    [InlineData("UPDATE api_key SET sites = '[\"shop\"]' WHERE id = 1", "API key 1 differs from its entry in the audit trail")]
    [InlineData("UPDATE api_key SET system = 'crm' WHERE id = 1", "API key 1 differs from its entry in the audit trail")]
    [InlineData("UPDATE api_key SET configured = 0 WHERE id = 1", "API key 1 differs from its entry in the audit trail")]
    [InlineData("UPDATE api_key SET created_at = created_at + 1 WHERE id = 1", "API key 1 differs from its entry in the audit trail")]
    [InlineData("UPDATE api_key SET expires_at = 1 WHERE id = 1", "API key 1 differs from its entry in the audit trail")]
    [InlineData("UPDATE api_key SET revoked_at = 1 WHERE id = 1", "API key 1 is revoked and the audit trail says otherwise")]
    [InlineData("DELETE FROM api_key WHERE id = 1", "API key 1 is missing")]
    [InlineData("INSERT INTO api_key (hash, name, role, created_at) VALUES (randomblob(32), 'mine', 'admin', 0)", "API key 2 differs from its entry in the audit trail")]
    public async Task Whatever_was_changed_is_named(string sql, string told)
    {
        var run = (await hub.VerifyAsync(db => db.Change(sql))).Ended(ExitCodes.CheckFailed);

        Assert.Contains(told, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_changed_entry_is_one_error()
    {
        var run = (await hub.VerifyAsync(db => db.Change("UPDATE audit SET detail = 'nothing' WHERE id = 2"))).Ended(ExitCodes.CheckFailed);

        Assert.Single(run.Output.Split('\n'), line => line.Contains("audit entry", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_inserted_after_the_end_is_named()
    {
        var run = (await hub.VerifyAsync(db => db.Change($"INSERT INTO audit {Forged}", new { id = db.QuerySingle<long>("SELECT max(id) + 1 FROM audit") }))).Ended(ExitCodes.CheckFailed);

        Assert.Contains("was changed after it was sealed, or was not made by this hub", run.Output, StringComparison.Ordinal);
        Assert.Contains("after its signed end", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_inserted_before_the_first_is_named()
    {
        var run = (await hub.VerifyAsync(db => db.Change($"INSERT INTO audit {Forged}", new { id = -5 }))).Ended(ExitCodes.CheckFailed);

        Assert.Contains("audit entry -5 was not made by this hub", run.Output, StringComparison.Ordinal);
    }
}
