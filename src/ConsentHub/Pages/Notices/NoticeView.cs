using System.Text.Json.Serialization;
using ConsentHub.Sites.Model;

namespace ConsentHub.Pages.Notices;

/// <summary>A published notice in one language, for one region rule, as the page shows it.</summary>
/// <param name="PublishedAt">Null in a notice that was rendered but not published.</param>
/// <param name="Sale">Whether personal data is sold or shared; null if the site does not say.</param>
/// <param name="Support">The link to the site's support; null if it has none.</param>
/// <param name="Residency">Where records are stored; null if the site does not say.</param>
/// <param name="Retention">How long each class of data is kept; null if the site does not say.</param>
internal sealed record NoticeView(
    int Version, string Lang, string Dir, ConsentModel Model, IReadOnlyList<string> Languages, IReadOnlyList<CategoryView> Categories,
    IReadOnlyDictionary<string, string> Texts, IReadOnlyDictionary<string, string> Links, Controller Controller, PrivacyContact PrivacyContact,
    DateTimeOffset? PublishedAt = null, SupervisoryAuthority? SupervisoryAuthority = null, IReadOnlyList<string>? Residency = null, IReadOnlyList<RetentionView>? Retention = null,
    DataSale? Sale = null, string? Support = null)
{
    public string NameOf(string category) => Categories.FirstOrDefault(c => c.Id == category)?.Name ?? category;
}

/// <param name="Default">The state before any choice.</param>
/// <param name="Gpc">True if Global Privacy Control denies the category.</param>
internal sealed record CategoryView(
    string Id, string Name, string Description, bool Required, bool Default, bool Gpc, LegalBasis Basis, IReadOnlyList<ServiceView> Services);

internal sealed record ServiceView(
    string Id, string Name, string Provider, string Purpose, string? PolicyUrl, IReadOnlyList<CookieDeclaration> Cookies, IReadOnlyList<Transfer>? Transfers = null);

internal sealed record RetentionView(string Id, string Name, string? Period = null, RetentionEvent? After = null, string? While = null, string? WhileText = null, LegalBasis? Basis = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NoticeView))]
internal sealed partial class NoticeViewJson : JsonSerializerContext;
