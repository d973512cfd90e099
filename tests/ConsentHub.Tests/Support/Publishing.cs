using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Support;

/// <summary>Changes site files under a running hub and waits until the hub has processed them.</summary>
internal static class Publishing
{
    /// <summary>Writes a site's file and waits for the version that must result.</summary>
    public static async Task PublishAsync(this Hub hub, SiteFile site, int version)
    {
        hub.Folder.WriteSite(site);
        await Eventually.Async(() => hub.VersionAsync(site.Key), seen => seen == version);
    }

    public static async Task<int> VersionAsync(this Hub hub, string site) =>
        (int)(await hub.Client.GetAsync($"/v1/sites/{site}/notice").JsonAsync())["version"]!;

    /// <summary>What <c>/health/ready</c> reports of site files, once it reports the expected number.</summary>
    public static async Task<string> FileProblemsAsync(this Hub hub, Func<string, bool> done) =>
        await Eventually.Async(async () => (await hub.Client.GetAsync("/health/ready").JsonAsync())["siteFiles"]!.ToJsonString(), done);
}
