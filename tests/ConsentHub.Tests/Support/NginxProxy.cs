using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Support;

/// <summary>The project's own <c>deploy/nginx.conf</c> in a real nginx, with the addresses of a test's hubs in place of the containers'.</summary>
internal sealed class NginxProxy : IAsyncDisposable
{
    private readonly Process process;
    private readonly DirectoryInfo folder;

    private NginxProxy(Process process, DirectoryInfo folder, Uri address)
    {
        this.process = process;
        this.folder = folder;
        Address = address;
    }

    public Uri Address { get; }

    /// <param name="options">Options of the line <c>listen</c>, such as <c>http2</c>.</param>
    public static async Task<NginxProxy> StartAsync(Uri first, Uri second, string options = "")
    {
        var shipped = await File.ReadAllTextAsync(Path.Combine(Repository, "deploy", "nginx.conf"));
        return await StartAsync(NewAddress(), address => Adapted(shipped, address, options, ("hub-1:8080", first.Authority), ("hub-2:8080", second.Authority)));
    }

    /// <summary>An nginx with the lines of docs/operating.md for a hub under a path.</summary>
    public static async Task<NginxProxy> StartDocumentedAsync(Uri hub, Uri address, string options = "")
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository, "docs", "operating.md"));
        var lines = page.Split("```nginx\n")[1].Split("```")[0];
        return await StartAsync(address, at => Adapted($"events {{}}\nhttp {{\nserver {{\nlisten 8080;\n{lines}}}\n}}\n", at, options, ("127.0.0.1:5080", hub.Authority)));
    }

    /// <summary>An nginx with nothing but <c>proxy_pass</c>.</summary>
    public static Task<NginxProxy> StartDefaultAsync(Uri behind) =>
        StartAsync(NewAddress(), at => Adapted($"events {{}}\nhttp {{\nserver {{\nlisten 8080;\nlocation / {{ proxy_pass {behind}; }}\n}}\n}}\n", at, ""));

    /// <summary>A free address for a proxy.</summary>
    public static Uri NewAddress() => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}"));

    private static string Repository => Path.GetDirectoryName(TestSite.Folder)!;

    private static async Task<NginxProxy> StartAsync(Uri address, Func<Uri, string> write)
    {
        var folder = Directory.CreateTempSubdirectory("consenthub-nginx-");
        var config = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(config, write(address));
        var start = new ProcessStartInfo(Program(), ["-p", folder.FullName, "-c", config, "-g", "daemon off; pid nginx.pid;"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("This test needs nginx: apt-get install nginx-light", e);
        }

        process.BeginErrorReadLine();
        var proxy = new NginxProxy(process, folder, address);
        await Eventually.Async(() => ListensAsync(address), listens => listens);
        return proxy;
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };

    public async ValueTask DisposeAsync()
    {
        // When the master process is asked to stop, it stops its workers too.
        Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static string Program() => File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";

    private static string Adapted(string shipped, Uri address, string options, params (string Old, string With)[] hubs)
    {
        var config = shipped;
        foreach (var (old, with) in hubs)
            Replace(old, with);

        Replace("listen 8080;", $"listen {address.Authority} {options};");
        // Folders that an ordinary user may write.
        Replace("http {", "http { client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;");
        return config;

        void Replace(string old, string with)
        {
            Assert.Contains(old, config, StringComparison.Ordinal);
            config = config.Replace(old, with, StringComparison.Ordinal);
        }
    }

    private static async Task<bool> ListensAsync(Uri address)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
