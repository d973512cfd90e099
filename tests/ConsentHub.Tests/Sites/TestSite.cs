using System.Text.Json;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Sites;

/// <summary>Sites for tests. Build on <see cref="Minimal"/> with <c>with</c>.</summary>
internal static class TestSite
{
    /// <summary>A valid site in English and German with the four standard categories and a service in each.</summary>
    public static SiteFile Minimal(string key = "demo") => new()
    {
        Key = key,
        Name = "Test Shop",
        Origins = ["https://shop.example"],
        Controller = new Controller { Name = "Test Shop AS", Address = "Kaien 7, 5003 Bergen", Country = "NO", Email = "hello@shop.example" },
        PrivacyContact = new PrivacyContact { Email = "privacy@shop.example" },
        Languages = ["en", "de"],
        Categories =
        [
            Category("auth", "Sign-in", "Anmeldung", Service("shop_session", "PT0S")) with { Required = true, Basis = LegalBasis.Contract },
            Category("preferences", "Preferences", "Einstellungen", Service("shop_settings", "P1Y")),
            Category("analytics", "Statistics", "Statistik", Service("shop_stats", "P13M")),
            Category("marketing", "Marketing", "Werbung", Service("shop_ads", "P90D")),
        ],
        Regions =
        [
            new RegionRule { In = ["EEA", "GB", "CH"], Model = ConsentModel.OptIn },
            new RegionRule { In = ["US-CA"], Model = ConsentModel.OptOut },
            new RegionRule { In = ["US"], Model = ConsentModel.NoticeOnly },
        ],
        Retention = [new RetentionClass { Id = "statistics", Name = Text("Statistics", "Statistik"), Period = "P12M" }],
    };

    public static Category Category(string id, string en, string de, params Service[] services) => new()
    {
        Id = id,
        Name = Text(en, de),
        Description = Text($"What {en} is for.", $"Wozu {de} dient."),
        Purposes = [$"{id}_purpose"],
        Services = services,
    };

    public static Service Service(string id, string duration = "P30D") => new()
    {
        Id = id,
        Name = $"Service {id}",
        Provider = "Test Shop AS",
        Purposes = [$"{id}_purpose"],
        Purpose = Text($"What {id} does.", $"Was {id} tut."),
        Cookies = [new CookieDeclaration { Name = $"{id}_cookie", Duration = duration }],
    };

    public static IReadOnlyDictionary<string, string> Text(string en, string de) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { ["en"] = en, ["de"] = de };

    /// <summary>The site with one category changed.</summary>
    public static SiteFile With(this SiteFile site, string category, Func<Category, Category> change) =>
        site with { Categories = [.. site.Categories.Select(c => c.Id == category ? change(c) : c)] };

    /// <summary>The site with the first service of one category changed.</summary>
    public static SiteFile WithService(this SiteFile site, string category, Func<Service, Service> change) =>
        site.With(category, c => c with { Services = [change(c.Services[0]), .. c.Services.Skip(1)] });

    /// <summary>The site as its file would have it.</summary>
    public static string Json(SiteFile site)
    {
        var file = JsonSerializer.SerializeToNode(site, SiteFileJson.Default.SiteFile)!;
        // A required category has no default state, and a file that names one is refused.
        foreach (var category in file["categories"]!.AsArray().Where(c => (bool)c!["required"]!))
            category!.AsObject().Remove("defaults");

        return file.ToJsonString();
    }

    /// <summary>The folder of site files at the top of the repository.</summary>
    public static string Folder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ConsentHub.sln")))
                folder = folder.Parent;

            return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("ConsentHub.sln is in no folder above the tests."), "sites");
        }
    }
}
