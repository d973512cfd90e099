using System.Text.Json.Serialization;

namespace ConsentHub.Audit;

/// <summary>The kind of caller that an audit entry names.</summary>
[JsonConverter(typeof(WireEnum<ActorKind>))]
internal enum ActorKind
{
    /// <summary>An API key.</summary>
    Key,

    /// <summary>Somebody at the command line, who has the database and the master key.</summary>
    CommandLine,

    /// <summary>The hub itself, which applied a changed site file or counted refused attempts.</summary>
    Hub,
}

/// <summary>Who acted.</summary>
/// <param name="Key">Id of the API key, for <see cref="ActorKind.Key"/> alone.</param>
internal readonly record struct Actor(ActorKind Kind, long? Key)
{
    public static readonly Actor CommandLine = new(ActorKind.CommandLine, null);

    public static readonly Actor Hub = new(ActorKind.Hub, null);
}
