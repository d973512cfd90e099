using System.Text.Json.Serialization;

namespace ConsentHub.Sites.Model;

/// <summary>What may run before a visitor has chosen. A lower number is stricter.</summary>
/// <remarks>The numbers are stored in records; they never change.</remarks>
[JsonConverter(typeof(WireEnum<ConsentModel>))]
internal enum ConsentModel
{
    /// <summary>Optional services run only after the visitor grants them.</summary>
    OptIn = 0,

    /// <summary>Optional services run until the visitor objects or sends Global Privacy Control.</summary>
    OptOut = 1,

    /// <summary>Like <see cref="OptOut"/>, but the banner only informs.</summary>
    NoticeOnly = 2,
}
