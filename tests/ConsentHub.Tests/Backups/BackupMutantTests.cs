using ConsentHub.CommandLine;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Backups;

/// <summary>A backup that was changed, by somebody or by a bad disk. An encrypted one is refused; a plain one never crashes its reader.</summary>
public sealed class BackupMutantTests : IDisposable
{
    private const int Mutants = 12;
    private static readonly (string, string) MasterKey = ("ConsentHub:MasterKey", new string('A', 43));

    private readonly TestFolder folder = new();
    private readonly Random random = new(15);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_changed_backup_is_refused_in_one_line_or_restored_and_checked(bool encrypted)
    {
        (string, string)[] settings = encrypted ? [MasterKey] : [];
        var hub = await Hub.StartAsync(folder: folder, settings: settings);
        for (var i = 0; i < 20; i++)
            await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        await hub.StopAsync();
        var file = Path.Combine(folder.Root, "copy");
        (await Cli.RunAsync(folder, ["backup", "--output", file], settings: settings)).Ended(0);
        var genuine = await File.ReadAllBytesAsync(file);

        for (var i = 0; i < Mutants; i++)
        {
            await File.WriteAllBytesAsync(file, Change(genuine));
            var run = await Cli.RunAsync(folder, ["restore", file, "--replace"], settings: settings);
            Assert.True(run.Code == ExitCodes.NotStarted || (run.Code == ExitCodes.Done && !encrypted), run.Error + run.Output);
            if (run.Code == ExitCodes.NotStarted)
                Assert.Single(run.Error.Trim().Split('\n'), line => line.StartsWith("ConsentHub: ", StringComparison.Ordinal));
            else
                Assert.Contains((await Cli.RunAsync(folder, ["verify", "database"])).Code, (int[])[ExitCodes.Done, ExitCodes.CheckFailed, ExitCodes.NotStarted]);
        }
    }

    private byte[] Change(byte[] bytes)
    {
        var at = random.Next(bytes.Length);
        return random.Next(4) switch
        {
            0 => bytes[..at],
            1 => [.. bytes, .. new byte[random.Next(1, 9000)]],
            2 => [.. bytes[..at], 0, .. bytes[at..]],
            _ => [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]],
        };
    }
}
