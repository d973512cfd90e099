using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Sites;

/// <summary>Reads a valid site file with one value changed.</summary>
internal static class SiteFileEdit
{
    /// <param name="path">Such as <c>categories[1].name.de</c>; an index one past the end of a list appends.</param>
    /// <param name="json">The new value as JSON; null removes the field.</param>
    /// <param name="site">The site to change; <see cref="TestSite.Minimal"/> if not given.</param>
    public static SiteFileResult Read(string path, string? json, SiteFile? site = null)
    {
        var file = FileOf(site ?? TestSite.Minimal());
        Set(file, path, json);
        return SiteFileReader.Read(Encoding.UTF8.GetBytes(file.ToJsonString()));
    }

    /// <summary>The site as an owner would write it: without defaults on a required category.</summary>
    public static JsonObject FileOf(SiteFile site)
    {
        var file = JsonNode.Parse(TestSite.Json(site))!.AsObject();
        foreach (var category in file["categories"]!.AsArray().Where(c => (bool)c!["required"]!))
            category!.AsObject().Remove("defaults");

        return file;
    }

    public static void Set(JsonNode file, string path, string? json)
    {
        var steps = path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        var parent = steps[..^1].Aggregate(file, (node, step) => node is JsonArray list ? list[Index(step)]! : node[step]!);
        var value = json is null ? null : JsonNode.Parse(json);
        switch (parent)
        {
            case JsonArray list when Index(steps[^1]) == list.Count:
                list.Add(value);
                break;
            case JsonArray list:
                list[Index(steps[^1])] = value;
                break;
            default:
                parent.AsObject().Remove(steps[^1]);
                if (json is not null)
                    parent[steps[^1]] = value;
                break;
        }
    }

    private static int Index(string step) => int.Parse(step, CultureInfo.InvariantCulture);
}
