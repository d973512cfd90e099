using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites.Model;

namespace ConsentHub.Pages;

/// <summary>The legal basis of a category, and how to object if that is possible (GDPR Art. 13(1)(c), 21(4)).</summary>
internal static class BasisLine
{
    /// <summary>Under a model in which everything runs until an objection, the page does not claim consent as the basis.</summary>
    public static Html Write(NoticeView notice, UiTexts words, CategoryView category) =>
        category.Basis == LegalBasis.Consent && notice.Model != ConsentModel.OptIn ? Html.Empty
            : $"""<p class="small">{words.Text("basis", ("basis", words.Basis(category.Basis)))}{(category.Basis == LegalBasis.LegitimateInterests ? $". {Objection(notice, words, category)}" : Html.Empty)}</p>""";

    private static Html Objection(NoticeView notice, UiTexts words, CategoryView category) =>
        category.Required ? Html.Fill(words.Text("objectContact"), ("contact", ContactSection.Reach(notice.PrivacyContact))) : Html.Of($"{words.Text("objectSwitch")}");
}
