using ConsentHub.Consents;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Preferences.Model;

/// <summary>The visitor's selection in a form: a switch for each category, and for each service "as the category", on or off.</summary>
/// <remarks>
/// Browsers do not send an unchecked checkbox, so a missing category is off. Services can't use checkboxes: an unchecked box
/// could mean "off" or "as the category", and a visitor who switches a category on would leave its services off unintentionally.
/// </remarks>
/// <param name="Services">Only services that differ from their category; null if none differs.</param>
internal sealed record PageSelection(IReadOnlyDictionary<string, bool> Categories, IReadOnlyDictionary<string, bool>? Services)
{
    public const string On = "on";
    public const string Off = "off";

    /// <summary>A service's value for "as the category". The value is short, because a large site's form sends it for every service.</summary>
    public const string AsCategory = "";

    /// <summary>Reads every field for every action, so that invalid fields are reported. Only the action <c>save</c> uses the values.</summary>
    public static PageSelection Read(PageForm form, PublishedNotice notice, ConsentAction action, FieldErrors errors)
    {
        var saved = action == ConsentAction.Save;
        var ticked = Ticked(form, notice, errors);
        var categories = notice.Categories.ToDictionary(
            c => c.Category.Id,
            c => c.Category.Required || action == ConsentAction.AcceptAll || (saved && ticked.Contains(c.Category.Id)),
            StringComparer.Ordinal);

        var services = ServiceChoices(form, notice, errors).Where(s => s.Granted != categories[s.Category]).ToDictionary(s => s.Id, s => s.Granted, StringComparer.Ordinal);
        return new PageSelection(categories, saved && services.Count > 0 ? services : null);
    }

    private static HashSet<string> Ticked(PageForm form, PublishedNotice notice, FieldErrors errors)
    {
        var ticked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, value) in form.Under(PageForm.Category))
        {
            if (notice.FindCategory(id) is null)
                errors.Add(PageForm.Category + FieldErrors.Shorten(id), "is not a category of this notice");
            else if (value != On)
                errors.Add(PageForm.Category + id, $"must be {On} or missing");
            else
                ticked.Add(id);
        }

        return ticked;
    }

    private static List<(string Id, string Category, bool Granted)> ServiceChoices(PageForm form, PublishedNotice notice, FieldErrors errors)
    {
        var services = new List<(string, string, bool)>();
        foreach (var (id, value) in form.Under(PageForm.Service))
        {
            if (notice.FindService(id) is not { } service)
                errors.Add(PageForm.Service + FieldErrors.Shorten(id), "is not a service of this notice");
            else if (service.Category.Category.Required)
                errors.Add(PageForm.Service + id, "can't be chosen: its category is required");
            else if (value is On or Off)
                services.Add((id, service.Category.Category.Id, value == On));
            else if (value != AsCategory)
                errors.Add(PageForm.Service + id, $"must be {On}, {Off} or empty");
        }

        return services;
    }
}
