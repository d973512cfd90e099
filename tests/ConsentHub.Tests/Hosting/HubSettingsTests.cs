using ConsentHub.Redis;
using ConsentHub.Settings;
using Microsoft.Extensions.Configuration;

namespace ConsentHub.Tests.Hosting;

/// <summary>Settings: defaults, bounds, and for each wrong value a message that names the key and the cure.</summary>
public sealed class HubSettingsTests
{
    [Fact]
    public void A_hub_needs_no_setting_at_all()
    {
        var settings = HubSettings.Read(new ConfigurationBuilder().Build());

        Assert.Equal(("data", "sites", 600, false), (settings.Data, settings.Sites, settings.RateLimit, settings.CdnKeysRegion));
        Assert.Equal((null, null, null, ""), (settings.PublicUrl, settings.AdminKey, settings.RegionHeader, settings.PublicPath));
        Assert.Empty(settings.KnownProxies);
        Assert.False(settings.WebhooksMayReachPrivate);
    }

    [Theory]
    [InlineData("PublicUrl", "consent.example.com", "absolute http or https address")]
    [InlineData("PublicUrl", "ftp://consent.example.com", "absolute http or https address")]
    [InlineData("PublicUrl", "https://consent.example.com/?a=b", "without query")]
    [InlineData("PublicUrl", "https://consent.example.com/#a", "without query")]
    [InlineData("PublicUrl", "/consent", "absolute http or https address")]
    [InlineData("AdminKey", "secret", "chk_ and at least 32 characters")]
    [InlineData("AdminKey", "chk_short", "chk_ and at least 32 characters")]
    [InlineData("AdminKey", "chk_0123456789 123456789012345678901234567890", "chk_ and at least 32 characters")]
    [InlineData("RateLimit", "-1", "whole number")]
    [InlineData("RateLimit", "1.5", "whole number")]
    [InlineData("RateLimit", "many", "whole number")]
    [InlineData("RateLimit", "1000001", "0 (no limit) to 1000000")]
    [InlineData("ReadLimit", "lots", "whole number")]
    [InlineData("ReadLimit", "10000001", "0 (no limit) to 10000000")]
    [InlineData("KnownProxies", "10.0.0.0/8, proxy.internal", "'proxy.internal'")]
    [InlineData("KnownProxies", "10.0.0.0/33", "'10.0.0.0/33'")]
    [InlineData("RegionHeader", "CF IPCountry", "name of one header")]
    [InlineData("RegionHeader", "X-A,X-B", "name of one header")]
    [InlineData("CdnKeysRegion", "yes", "true or false")]
    [InlineData("CdnKeysRegion", "1", "true or false")]
    [InlineData("WebhooksMayReachPrivate", "yes", "true or false")]
    [InlineData("DrainSeconds", "61", "0 to 60")]
    [InlineData("DrainSeconds", "-1", "0 to 60")]
    [InlineData("Database", "x.db", "Known settings: Data, Sites, PublicUrl")]
    [InlineData("RateLimits", "5", "is not a setting")]
    public void A_wrong_setting_names_its_key_and_the_cure(string key, string value, string cure)
    {
        var refused = Assert.Throws<StartupException>(() => Read(key, value));

        Assert.StartsWith($"The setting ConsentHub__{key} ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(cure, refused.Message, StringComparison.Ordinal);
        // Even a wrong key is a secret.
        Assert.False(key == "AdminKey" && refused.Message.Contains(value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("redis:6379,users=hub,password=geheim")]
    [InlineData("password=geheim")]
    public void A_wrong_address_of_redis_names_the_cure_and_repeats_no_password(string value)
    {
        var refused = Assert.Throws<StartupException>(() => RedisConnection.CheckSetting(value));

        Assert.StartsWith("The setting ConnectionStrings__Redis must be host:port", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1000000", 1_000_000)]
    public void The_bounds_of_the_rate_limit_are_accepted(string value, int limit) => Assert.Equal(limit, Read("RateLimit", value).RateLimit);

    [Theory]
    [InlineData("RateLimit", "60", 600)]
    [InlineData("RateLimit", "0", 0)]
    [InlineData("ReadLimit", "0", 0)]
    [InlineData("ReadLimit", "10000000", 10_000_000)]
    public void Reads_have_ten_times_the_limit_of_writes_unless_they_have_their_own(string key, string value, int limit) => Assert.Equal(limit, Read(key, value).ReadLimit);

    [Theory]
    [InlineData("https://consent.example.com", "", "https://consent.example.com")]
    [InlineData("https://consent.example.com/", "", "https://consent.example.com")]
    [InlineData("https://Example.com:443/consent/", "/consent", "https://example.com")]
    [InlineData("http://localhost:8080/a/b", "/a/b", "http://localhost:8080")]
    public void A_public_address_may_have_a_path(string url, string path, string origin)
    {
        var settings = Read("PublicUrl", url);

        Assert.Equal((path, origin), (settings.PublicPath, settings.PublicOrigin));
    }

    [Fact]
    public void Proxies_are_addresses_and_networks_of_both_families()
    {
        var proxies = Read("KnownProxies", "10.0.0.0/8;192.0.2.7, 2001:db8::/32 ::1").KnownProxies;

        Assert.Equal(["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32", "::1/128"], proxies.Select(p => p.ToString()));
    }

    [Theory]
    [MemberData(nameof(Empty))]
    public void An_empty_setting_counts_as_absent(string key) =>
        Assert.Equivalent(HubSettings.Read(new ConfigurationBuilder().Build()), Read(key, ""));

    public static TheoryData<string> Empty => [.. HubSettings.Known];

    [Fact]
    public void Names_of_settings_are_read_without_regard_to_case() => Assert.True(Read("cdnkeysregion", "TRUE").CdnKeysRegion);

    private static HubSettings Read(string key, string value) =>
        HubSettings.Read(new ConfigurationBuilder().AddInMemoryCollection([new($"ConsentHub:{key}", value)]).Build());
}
