using System.Text.Json.Serialization;
using ConsentHub.Sites;

namespace ConsentHub.Preferences;

/// <summary>A published notice in one language, for one region rule, as the page shows it.</summary>
internal sealed record NoticeView(
    int Version, string Lang, string Dir, ConsentModel Model, IReadOnlyList<string> Languages, IReadOnlyList<CategoryView> Categories,
    IReadOnlyDictionary<string, string> Texts, IReadOnlyDictionary<string, string> Links, Controller Controller, PrivacyContact PrivacyContact)
{
    public string NameOf(string category) => Categories.FirstOrDefault(c => c.Id == category)?.Name ?? category;
}

/// <param name="Default">The state before any choice.</param>
/// <param name="Gpc">Whether Global Privacy Control denies it.</param>
internal sealed record CategoryView(
    string Id, string Name, string Description, bool Required, bool Default, bool Gpc, IReadOnlyList<ServiceView> Services);

internal sealed record ServiceView(string Id, string Name, string Provider, string Purpose, string? PolicyUrl, IReadOnlyList<CookieDeclaration> Cookies);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NoticeView))]
internal sealed partial class NoticeViewJson : JsonSerializerContext;
