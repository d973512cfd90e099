using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Banner;

public class FirstRequestTests
{
    private const int Budget = 7 * 1024;

    [Fact]
    public async Task The_script_with_its_first_layer_stays_within_seven_kibibytes_for_every_shipped_site_in_every_language()
    {
        var folder = new TestFolder();
        var sites = folder.WriteShippedSites();
        await using var hub = await Hub.StartAsync(folder: folder);
        var asked = sites.SelectMany(site => hub.Site(site).Latest.Content.Languages, (site, language) => (Site: site, Language: language)).ToList();
        foreach (var (site, language) in asked)
        {
            // A hub that has used up its time for compression compresses less for a moment.
            await Eventually.Async(async () => (What: $"{site} in {language}", Bytes: await BytesAsync(hub, site, language)), served => served.Bytes <= Budget);
        }

        Assert.True(asked.Count >= 12, $"Only {asked.Count} answers were asked for.");
    }

    private static async Task<int> BytesAsync(Hub hub, string site, string language)
    {
        using var answer = await hub.Client.SendAsync(HttpMethod.Get, $"/consent.js?site={site}&lang={language}", ("Accept-Encoding", "br"));
        Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
        return (await answer.Content.ReadAsByteArrayAsync()).Length;
    }
}
