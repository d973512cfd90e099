using System.Text.Json.Serialization;
using ConsentHub.Jurisdictions;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites.Model;
using ConsentHub.Visitors.Responses;

namespace ConsentHub.Intake;

/// <summary>The result of a request as one document. <see cref="RequestPackageResult"/> writes it member by member.</summary>
/// <param name="Format">Version of this document's format.</param>
/// <param name="Facts">What the site's notice says about the data that the site keeps.</param>
/// <param name="Browser">All records of the browser that sent the request; absent if it did not send its visitor id.</param>
internal sealed record RequestPackage(
    string Format, string Site, string SiteName, DateTimeOffset MadeAt, ShownRequest Request, PackageFacts Facts, VisitorExport? Browser);

/// <summary>The facts of a notice, in the language of the request.</summary>
/// <param name="Notice">The version, which was in force when the request arrived.</param>
/// <param name="Sale">Whether the site sells or shares personal data; absent if it says nothing.</param>
/// <param name="Retention">How long the site keeps each class of data.</param>
/// <param name="Rights">The rights in the region of the request; empty if no list is held for it.</param>
/// <param name="Law">The law that gives these rights.</param>
internal sealed record PackageFacts(
    int Notice, Controller Controller, PrivacyContact PrivacyContact, SupervisoryAuthority? SupervisoryAuthority, IReadOnlyList<string> Residency, DataSale? Sale,
    IReadOnlyList<PackageCategory> Categories, IReadOnlyList<KeptData> Retention, string? Law, IReadOnlyList<string> Rights)
{
    /// <param name="content">The notice.</param>
    public static PackageFacts Of(int notice, SiteFile content, string lang, string region, DateTimeOffset now)
    {
        var shown = content.Languages.Contains(lang) ? lang : content.Languages[0];
        var rights = Jurisdiction.Of(region, now)?.Rights;
        return new PackageFacts(
            notice, content.Controller, content.PrivacyContact, content.SupervisoryAuthority, content.Residency, content.Sale,
            [.. content.Categories.Select(c => PackageCategory.Of(c, shown))],
            [.. content.Retention.Select(r => new KeptData(r.Id, r.Name[shown], r.Period, r.After, r.While, r.Basis))],
            rights?.Law, rights is null ? [] : UiTexts.For(shown).List(rights));
    }
}

/// <param name="Purposes">Ids of the purposes.</param>
internal sealed record PackageCategory(string Id, string Name, string Description, LegalBasis Basis, IReadOnlyList<string> Purposes, IReadOnlyList<PackageRecipient> Recipients)
{
    public static PackageCategory Of(Category category, string lang) => new(
        category.Id, category.Name[lang], category.Description[lang], category.Basis, category.Purposes,
        [.. category.Services.Select(s => new PackageRecipient(s.Name, s.Provider, s.Purpose[lang], s.Transfers))]);
}

/// <param name="Provider">Who receives the data.</param>
/// <param name="Transfers">Third countries to which it goes, with the safeguards.</param>
internal sealed record PackageRecipient(string Service, string Provider, string Purpose, IReadOnlyList<Transfer> Transfers);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(ShownRequest))]
[JsonSerializable(typeof(RequestPackage))]
internal sealed partial class RequestPackageJson : JsonSerializerContext;
