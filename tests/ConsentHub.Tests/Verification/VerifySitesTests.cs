using ConsentHub.CommandLine;

namespace ConsentHub.Tests.Verification;

/// <summary>
/// <c>verify database</c> on sites and notices: what visitors were shown, from when, and whose choices are valid, is as
/// it was published.
/// </summary>
public sealed class VerifySitesTests(SealedHub hub) : IClassFixture<SealedHub>
{
    private const string Shop = TamperingSql.Shop, Settings = "the settings of shop, or the numbers of its categories and services, differ from their entry in the audit trail";
    private const string Notice = "version 1 of the notice of shop differs from its entry in the audit trail";

    [Theory]
    [InlineData("UPDATE notice SET content = CAST(replace(CAST(content AS TEXT), 'P6M', 'P2Y') || ' ' AS BLOB) WHERE site = " + Shop, Notice)]
    [InlineData("UPDATE notice SET published_at = published_at - 86400000 WHERE site = " + Shop, Notice)]
    [InlineData("UPDATE notice SET valid_since = 0 WHERE site = " + Shop, Notice)]
    [InlineData("UPDATE notice SET digest = randomblob(32) WHERE site = " + Shop, Notice)]
    [InlineData("UPDATE notice SET asked = asked | 1024 WHERE site = " + Shop, Notice)]
    [InlineData("UPDATE notice SET required = required | 2 WHERE site = " + Shop, Notice)]
    [InlineData("UPDATE notice SET changes = '[ ]' WHERE site = " + Shop, Notice)]
    [InlineData("UPDATE notice_text SET body = CAST(CAST(body AS TEXT) || ' ' AS BLOB) WHERE lang = 'de' AND site = " + Shop, Notice)]
    [InlineData("UPDATE notice_text SET rule = 7 WHERE lang = 'de' AND rule = 0 AND site = " + Shop, Notice)]
    [InlineData("DELETE FROM notice_text WHERE lang = 'de' AND site = " + Shop, Notice)]
    [InlineData("INSERT INTO notice_text SELECT site, version, 'fr', rule, body FROM notice_text WHERE lang = 'de' AND site = " + Shop, Notice)]
    [InlineData("INSERT INTO notice SELECT site, 2, published_at, valid_since, digest, asked, required, content, changes FROM notice WHERE site = " + Shop, "version 2 of the notice of shop differs from its entry")]
    [InlineData("UPDATE site SET origins = '[\"https://evil.example\"]' WHERE key = 'shop'", Settings)]
    [InlineData("UPDATE site SET managed_by = 'console' WHERE key = 'shop'", Settings)]
    [InlineData("UPDATE site SET changed = changed + 1 WHERE key = 'shop'", Settings)]
    [InlineData("UPDATE item_number SET number = number + 20 WHERE kind = 'service' AND id = 'shop_ads' AND site = " + Shop, Settings)]
    [InlineData("DELETE FROM item_number WHERE kind = 'service' AND id = 'shop_ads' AND site = " + Shop, Settings)]
    [InlineData("INSERT INTO item_number VALUES (" + Shop + ", 'service', 'more', 40)", Settings)]
    [InlineData("UPDATE site SET key = 'shop2' WHERE key = 'shop'", "the site shop is missing")]
    public async Task What_was_changed_after_its_publication_is_named(string sql, string told)
    {
        var run = (await hub.VerifyAsync(db => db.Change("PRAGMA foreign_keys = OFF; " + sql))).Ended(ExitCodes.CheckFailed);

        Assert.Contains(told, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_nobody_published_is_named()
    {
        var run = (await hub.VerifyAsync(db => db.Change(
            """
            INSERT INTO site (number, key, managed_by, origins) VALUES (90, 'evil', 'file', '[]');
            INSERT INTO notice SELECT 90, version, published_at, valid_since, digest, asked, required, content, changes FROM notice WHERE site = 1
            """))).Ended(ExitCodes.CheckFailed);

        Assert.Contains("the settings of evil, or the numbers", run.Output, StringComparison.Ordinal);
        Assert.Contains("version 1 of the notice of evil differs from its entry", run.Output, StringComparison.Ordinal);
    }
}
