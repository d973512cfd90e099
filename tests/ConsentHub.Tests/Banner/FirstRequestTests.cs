using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Banner;

public class FirstRequestTests
{
    private const int Budget = 7 * 1024;

    [Fact]
    public async Task The_script_with_its_first_layer_stays_within_seven_kibibytes_for_every_shipped_site_in_every_language_and_region()
    {
        var folder = new TestFolder();
        var sites = folder.WriteShippedSites();
        await using var hub = await Hub.StartAsync(folder: folder, settings: ("ConsentHub:RegionHeader", "X-Region"));
        var asked = 0;
        foreach (var site in sites)
        {
            var content = hub.Site(site).Latest.Content;
            string[] regions = [Regions.Unknown, .. content.Regions.Select(rule => Regions.Expand(rule.In[0]).First())];
            foreach (var (language, region) in content.Languages.SelectMany(_ => regions, (language, region) => (language, region)))
            {
                // A hub that has used up its time for compression compresses less for a moment.
                await Eventually.Async(
                    async () => (What: $"{site} in {language} for {region}", Bytes: await BytesAsync(hub, site, language, region)), served => served.Bytes <= Budget);
                asked++;
            }
        }

        Assert.True(asked >= 40, $"Only {asked} answers were asked for.");
    }

    private static async Task<int> BytesAsync(Hub hub, string site, string language, string region)
    {
        using var answer = await hub.Client.SendAsync(HttpMethod.Get, $"/consent.js?site={site}&lang={language}", ("Accept-Encoding", "br"), ("X-Region", region));
        Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
        return (await answer.Content.ReadAsByteArrayAsync()).Length;
    }
}
