namespace ConsentHub.Requests;

/// <summary>Limits and periods of privacy requests.</summary>
internal static class RequestRules
{
    /// <summary>How long a code can be used. A request that nobody verified is deleted after it.</summary>
    public static readonly TimeSpan CodeValid = TimeSpan.FromHours(24);

    /// <summary>How long a requester can read the answer. Then address, message and answer are removed.</summary>
    public static readonly TimeSpan AnswerKept = TimeSpan.FromDays(90);

    /// <summary>Wrong codes after which only a new code opens the request.</summary>
    public const int WrongCodes = 5;

    /// <summary>Codes that are sent for one request.</summary>
    public const int Codes = 5;

    /// <summary>Unverified requests within <see cref="AddressWindow"/> that send a code to one address of a site. Further ones are stored, and nothing is sent.</summary>
    public const int UnverifiedAtOnce = 3;

    public static readonly TimeSpan AddressWindow = TimeSpan.FromHours(1);

    /// <summary>What the sealed statement about a refusal says. The reason itself may name a person, so only the requester reads it.</summary>
    public const string RefusalReason = "The answer to the requester says why.";

    public const int LongestMessage = 2000, LongestAnswer = 4000, LongestEmail = 254;
}
