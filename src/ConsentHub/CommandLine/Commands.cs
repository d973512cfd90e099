using System.CommandLine;

namespace ConsentHub.CommandLine;

/// <summary>The command line. Without a verb it serves.</summary>
internal static class Commands
{
    public static RootCommand Create()
    {
        var root = new RootCommand("ConsentHub: asks visitors what they agree to, obeys it, and can prove it. Without a verb it serves.");
        var serve = ServeCommand.Create();
        root.Subcommands.Add(serve);
        root.SetAction((_, ct) => ServeCommand.RunAsync(ct));
        return root;
    }
}
