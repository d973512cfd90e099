using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites.Validation;

/// <summary>Checks the categories of a site.</summary>
internal sealed class CategoryRule(SiteFile site, TextRule texts, SiteFileErrors errors)
{
    public void Check()
    {
        var categories = site.Categories;
        errors.AddUnless(categories.Count <= ItemNumbers.MaxCategories, "categories", $"must be at most {ItemNumbers.MaxCategories}");
        errors.AddUnless(categories.Any(c => !c.Required), "categories", "must hold at least one that a visitor may refuse");
        errors.AddUnless(site.Regions.All(r => r.Model == ConsentModel.OptIn) || categories.All(c => c.Required) || categories.Any(NoticeCategory.DeniedByGpc), "categories",
            "must hold at least one with gpc: true if a region's model is opt_out or notice_only: /.well-known/gpc.json says that Global Privacy Control is honoured");
        errors.AddUnless(site.Sale is null or DataSale.None || site.Regions.All(r => r.Model == ConsentModel.OptIn) || categories.Any(NoticeCategory.DeniedByGpc), "sale",
            "must be none, or an optional category must have gpc: true, because a region's model is opt_out or notice_only: visitors there must be able to refuse a sale or sharing");
        errors.AddRepeated(categories.Select(c => c.Id), i => $"categories[{i}].id");

        var services = new ServiceRule(texts, errors);
        foreach (var (i, category) in categories.Index())
        {
            CheckCategory(category, $"categories[{i}]");
            foreach (var (j, service) in category.Services.Index())
                services.Check(service, $"categories[{i}].services[{j}]");
        }

        CheckServicesOfSite();
        CheckOwnCookies();
    }

    private void CheckCategory(Category category, string path)
    {
        errors.AddUnless(Patterns.IsId(category.Id), $"{path}.id", Patterns.IdRule);
        texts.CheckAll(category.Name, $"{path}.name", TextRule.MaxName);
        texts.CheckAll(category.Description, $"{path}.description", TextRule.MaxDescription);
        PurposeRule.Check(category.Purposes, $"{path}.purposes", errors);

        if (!category.Required)
            return;

        errors.AddUnless(category.Basis != LegalBasis.Consent, $"{path}.basis",
            "must be a basis other than consent: nobody can consent to what can't be refused");
        errors.AddUnless(!errors.IsWritten($"{path}.defaults"), $"{path}.defaults", "is only for a category that a visitor may refuse; leave it out");
        errors.AddUnless(category.Gpc is not true, $"{path}.gpc", "can't be true for a required category, which is always on");
    }

    private void CheckServicesOfSite()
    {
        var services = site.Categories.SelectMany((c, i) => c.Services.Select((s, j) => (s.Id, Path: $"categories[{i}].services[{j}].id"))).ToList();
        errors.AddUnless(services.Count <= ItemNumbers.MaxServices, "categories", $"must hold at most {ItemNumbers.MaxServices} services");
        errors.AddRepeated(services.Select(s => s.Id), i => services[i].Path);
    }

    /// <summary>A withdrawal clears what an optional category declares, and must not clear the choice itself.</summary>
    private void CheckOwnCookies()
    {
        string[] own = [$"ch_{site.Key}", $"chid_{site.Key}"];
        foreach (var (i, category) in site.Categories.Index().Where(c => !c.Item.Required))
        {
            foreach (var (j, service) in category.Services.Index())
            {
                foreach (var (k, cookie) in service.Cookies.Index().Where(c => c.Item.Kind == CookieKind.Cookie))
                {
                    errors.AddUnless(!Array.Exists(own, name => Covers(cookie.Name, name)), $"categories[{i}].services[{j}].cookies[{k}].name",
                        $"would clear the visitor's own choice ({own[0]}, {own[1]}); declare these in a required category");
                }
            }
        }
    }

    private static bool Covers(string declared, string name) =>
        declared is [_, .., '*'] ? name.StartsWith(declared[..^1], StringComparison.Ordinal) : declared == name;
}
