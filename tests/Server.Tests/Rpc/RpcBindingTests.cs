using Sekimori.Client.Rpc;

namespace Sekimori.Server.Tests.Rpc;

public class RpcBindingTests
{
    [Theory]
    [InlineData("dc1.lab.test", "dc1.lab.test", null, null)]
    [InlineData("dc1[49152]", "dc1", 49152, null)]
    [InlineData("ncacn_ip_tcp:192.0.2.1[135]", "192.0.2.1", 135, null)]
    [InlineData("fe80::1[135]", "fe80::1", 135, null)]
    [InlineData("ncalrpc:[/run/sekimori/epm.sock]", "", null, "/run/sekimori/epm.sock")]
    public void A_string_binding_is_read(string text, string host, int? port, string? path)
    {
        Assert.True(RpcBinding.TryParse(text, out var binding));
        Assert.Equal(new RpcBinding(host, port, path), binding);
        Assert.True(RpcBinding.TryParse(binding.ToString(), out var again));
        Assert.Equal(binding, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[135]")]
    [InlineData("host[]")]
    [InlineData("host[0]")]
    [InlineData("host[65536]")]
    [InlineData("host[x]")]
    [InlineData("ho st")]
    [InlineData("ncalrpc:")]
    [InlineData("http://host/")]
    public void What_is_no_string_binding_is_refused(string text) => Assert.False(RpcBinding.TryParse(text, out _));
}
