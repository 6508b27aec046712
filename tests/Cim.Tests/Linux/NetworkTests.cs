using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Sekimori.Cim.Model;

namespace Sekimori.Linux.Tests;

public class NetworkTests
{
    [Fact]
    public async Task Interfaces_and_addresses_are_those_that_ip_prints()
    {
        using var ip = JsonDocument.Parse(Tool.Run("ip", "-j", "addr"));
        using var routes = JsonDocument.Parse(Tool.Run("ip", "-j", "route", "show", "default"));
        var adapters = (await Host.Query("SELECT * FROM Win32_NetworkAdapter")).ToDictionary(a => a["Name"].AsString!);
        var configurations = (await Host.Query("SELECT * FROM Win32_NetworkAdapterConfiguration")).ToDictionary(a =>
            (uint)a["Index"].AsInt64);
        Assert.Equal(ip.RootElement.GetArrayLength(), adapters.Count);
        foreach (var link in ip.RootElement.EnumerateArray())
        {
            var name = link.GetProperty("ifname").GetString()!;
            var index = link.GetProperty("ifindex").GetUInt32();
            var (adapter, configuration) = (adapters[name], configurations[index]);
            var address = link.GetProperty("address").GetString()!.ToUpperInvariant();
            Assert.Equal(address == "00:00:00:00:00:00" ? null : address, adapter["MACAddress"].AsString);
            Assert.Equal(index.ToString(CultureInfo.InvariantCulture), adapter["DeviceID"].AsString);
            Assert.Equal(link.GetProperty("flags").EnumerateArray().Any(f => f.GetString() == "UP"), adapter["NetEnabled"].AsBoolean);
            Assert.Equal(link.GetProperty("operstate").GetString() == "UP",
                !adapter["NetConnectionStatus"].IsNull && adapter["NetConnectionStatus"].AsInt64 == 2);
            Assert.Equal(link.GetProperty("mtu").GetUInt32(), (uint)configuration["MTU"].AsInt64);
            var expected = link.GetProperty("addr_info").EnumerateArray().Select(a => a.GetProperty("local").GetString()!).ToList();
            Assert.Equal(expected.Order(), Strings(configuration["IPAddress"]).Order());
            Assert.Equal(expected.Count > 0, configuration["IPEnabled"].AsBoolean);
            foreach (var info in link.GetProperty("addr_info").EnumerateArray())
            {
                var at = Strings(configuration["IPAddress"]).IndexOf(info.GetProperty("local").GetString()!);
                var prefix = info.GetProperty("prefixlen").GetInt32();
                Assert.Equal(info.GetProperty("family").GetString() == "inet"
                    ? Mask(prefix)
                    : prefix.ToString(CultureInfo.InvariantCulture), Strings(configuration["IPSubnet"])[at]);
            }
            var gateways = routes.RootElement.EnumerateArray()
                .Where(r => r.GetProperty("dev").GetString() == name && r.TryGetProperty("gateway", out _))
                .Select(r => r.GetProperty("gateway").GetString()!);
            Assert.Equal(gateways, Strings(configuration["DefaultIPGateway"]).Where(g => !g.Contains(':', StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task An_interface_leads_to_its_configuration()
    {
        var found = await Host.Query("ASSOCIATORS OF {Win32_NetworkAdapter.DeviceID='1'} WHERE AssocClass = Win32_NetworkAdapterSetting");
        Assert.Equal("lo", Assert.Single(found)["Description"].AsString);
    }

    [Fact]
    public async Task Connections_are_those_that_ss_prints()
    {
        // An address of its own: what others had open at this port elsewhere stays in the table for a minute.
        var address = IPAddress.Parse("127.0.58.1");
        using var listener = new TcpListener(address, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(address, port, TestContext.Current.CancellationToken);
        using var server = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var ours = await Host.Query(
            $"SELECT * FROM MSFT_NetTCPConnection WHERE (LocalAddress = '{address}' AND LocalPort = {port})" +
            $" OR (RemoteAddress = '{address}' AND RemotePort = {port})", "root/standardcimv2");
        var ss = Tool.Table("ss", "-tanH", $"( src {address}:{port} or dst {address}:{port} )");
        Assert.Equal(3, ours.Count);
        Assert.Equal(ss.Select(r => $"{Number(r[0])} {Plain(r[3])} {Plain(r[4])}").Order(),
            ours.Select(c => $"{c["State"]} {c["LocalAddress"]}:{c["LocalPort"]} {c["RemoteAddress"]}:{c["RemotePort"]}").Order());
        Assert.All(ours, c => Assert.Equal(Environment.ProcessId, c["OwningProcess"].AsInt64));
    }

    [Fact]
    public async Task Interface_counters_are_those_of_the_kernel()
    {
        var before = Received();
        var raw = await Host.One("SELECT * FROM Win32_PerfRawData_Tcpip_NetworkInterface WHERE Name = 'lo'");
        Assert.InRange(raw["BytesReceivedPersec"].AsUInt64, before, Received());
        var formatted = await Host.One("SELECT * FROM Win32_PerfFormattedData_Tcpip_NetworkInterface WHERE Name = 'lo'");
        Assert.False(formatted["BytesTotalPersec"].IsNull);
        static ulong Received() => ulong.Parse(File.ReadAllText("/sys/class/net/lo/statistics/rx_bytes"), CultureInfo.InvariantCulture);
    }

    private static List<string> Strings(CimValue value) => value.AsArray?.ToArray(v => v.AsString!).ToList() ?? [];

    private static string Mask(int prefix) =>
        new IPAddress(BitConverter.GetBytes(IPAddress.HostToNetworkOrder((int)(uint.MaxValue << (32 - prefix))))).ToString();

    // ss writes IPv6 addresses in brackets, and a star for any port.
    private static string Plain(string endPoint) =>
        endPoint.Replace("*", "0", StringComparison.Ordinal).Replace("[", "", StringComparison.Ordinal)
        .Replace("]", "", StringComparison.Ordinal);

    private static int Number(string state) => state switch { "LISTEN" => 2, "ESTAB" => 5, _ => 0 };
}
