using System.Text.Json.Nodes;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Banner;

public class FirstRequestTests
{
    private const int Budget = 7 * 1024;

    [Fact]
    public async Task The_script_with_its_first_layer_stays_within_seven_kibibytes_for_every_shipped_site_in_every_language()
    {
        var folder = new TestFolder();
        var asked = new List<(string Site, string Language)>();
        foreach (var file in Directory.EnumerateFiles(TestSite.Folder, "*.json"))
        {
            File.Copy(file, Path.Combine(folder.Sites, Path.GetFileName(file)));
            var site = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
            asked.AddRange(site["languages"]!.AsArray().Select(language => ((string)site["key"]!, (string)language!)));
        }

        await using var hub = await Hub.StartAsync(folder: folder);
        var served = new List<(string What, int Bytes)>();
        foreach (var (site, language) in asked)
        {
            using var answer = await hub.Client.SendAsync(HttpMethod.Get, $"/consent.js?site={site}&lang={language}", ("Accept-Encoding", "br"));
            Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
            served.Add(($"{site} in {language}", (await answer.Content.ReadAsByteArrayAsync()).Length));
        }

        Assert.True(served.Count >= 12, $"Only {served.Count} answers were asked for.");
        Assert.True(
            served.TrueForAll(one => one.Bytes <= Budget),
            $"At most {Budget} bytes, but: {string.Join(", ", served.Where(one => one.Bytes > Budget).Select(one => $"{one.What} {one.Bytes}"))}.");
    }
}
