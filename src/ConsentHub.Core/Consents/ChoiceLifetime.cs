using ConsentHub.Sites.Notices;

namespace ConsentHub.Consents;

/// <summary>How long a choice remains valid, depending on the region that was shown and on whether the choice grants anything optional.</summary>
internal static class ChoiceLifetime
{
    /// <param name="notice">The notice that the choice was made under.</param>
    public static TimeSpan Of(ChoiceContent choice, PublishedNotice notice)
    {
        var reask = notice.ReaskIn(choice.Region);
        return Grants(choice, notice) ? reask.Granted : reask.Refused;
    }

    private static bool Grants(ChoiceContent choice, PublishedNotice notice) =>
        (choice.Granted & notice.Optional) != 0 || choice.Services.GrantedCount > 0;
}
