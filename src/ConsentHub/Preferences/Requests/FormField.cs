using ConsentHub.Pages;
using ConsentHub.Pages.Texts;

namespace ConsentHub.Preferences.Requests;

/// <summary>A field of a form with its label, its hint and, if it is wrong, the error between label and field.</summary>
/// <param name="Error">Null if the field is right.</param>
internal sealed record FormField(UiTexts Texts, string Name, string Label, string? Hint, string? Error)
{
    /// <summary>The attributes of the control that name its hint and its error.</summary>
    public Html Attributes => (Hint, Error) switch
    {
        (null, null) => Html.Empty,
        (_, null) => $" aria-describedby=\"{Name}-hint\"",
        (null, _) => $" aria-invalid=\"true\" aria-describedby=\"{Name}-wrong\" autofocus",
        _ => $" aria-invalid=\"true\" aria-describedby=\"{Name}-wrong {Name}-hint\" autofocus",
    };

    public static Html WrongBy(string name) => $" aria-describedby=\"{name}-wrong\"";

    public static Html Message(string name, string? error) => error is null ? Html.Empty : $"""<p class="wrong" id="{name}-wrong">{error}</p>""";

    public Html Write(Html control) =>
        $"""
        <div class="field">
        <label for="{Name}">{Label}</label>
        {(Hint is null ? Html.Empty : $"""<p class="small" id="{Name}-hint">{Hint}</p>""")}
        {Message(Name, Error)}
        {control}
        </div>
        """;
}
