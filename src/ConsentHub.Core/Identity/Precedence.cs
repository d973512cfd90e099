using ConsentHub.Consents;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Identity;

/// <summary>Decides what a choice that was made in a browser before somebody signed in there changes for this person.</summary>
/// <remarks>
/// Somebody else may have made that choice. It counts as it is only if the person has none; otherwise it can refuse something,
/// and never allow anything. A choice that is not later than the person's changes nothing. docs/identity.md has the table.
/// </remarks>
internal static class Precedence
{
    /// <param name="own">The person's current choice; null if there is none.</param>
    /// <param name="brought">The current choice of the browser; null if there is none.</param>
    /// <returns>What to record for the person; null if nothing changes.</returns>
    public static ChoiceContent? Of(HeldChoice? own, HeldChoice? brought)
    {
        if (brought is null)
            return null;
        if (own is null)
            return brought.Content;
        if (CurrentRecord.Order.Compare(brought.Record, own.Record) <= 0)
            return null;

        var both = Both(own.Content, brought);
        return Refuses(own.Content, both, brought.Notice) ? both : null;
    }

    /// <summary>What the person and the browser's choice both allow.</summary>
    private static ChoiceContent Both(ChoiceContent own, HeldChoice brought)
    {
        var (content, notice) = (brought.Content, brought.Notice);
        var granted = content.Granted & (own.Granted | notice.Required);
        var services = ServiceChoices.Of(notice.Services.Where(s => !s.Category.Category.Required)
            .Select(s => (s.Number, Granted: content.Grants(s) && own.Grants(s), ByCategory: (granted & s.Category.Bit) != 0))
            .Where(s => s.Granted != s.ByCategory).Select(s => (s.Number, s.Granted)));
        return granted == content.Granted && services.Equals(content.Services) ? content : content with { Granted = granted, Services = services, Action = ConsentAction.Save };
    }

    /// <summary>Whether a choice refuses anything that the person allowed.</summary>
    private static bool Refuses(ChoiceContent own, ChoiceContent both, PublishedNotice notice) =>
        (own.Granted & notice.Optional & ~both.Granted) != 0 || notice.Services.Any(s => !s.Category.Category.Required && own.Grants(s) && !both.Grants(s));
}

/// <param name="Notice">The notice under which the choice was made.</param>
internal sealed record HeldChoice(ConsentRecord Record, PublishedNotice Notice)
{
    public ChoiceContent Content => Record.Content;
}
