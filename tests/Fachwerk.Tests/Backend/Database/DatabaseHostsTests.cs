using Fachwerk.Backend.Database;
using Npgsql;
using Xunit;

namespace Fachwerk.Tests.Backend.Database;

public class DatabaseHostsTests
{
    [Theory]
    [InlineData("db", "db:5432")]
    [InlineData("db1, db2:5433", "db1:5432, db2:5433")]
    [InlineData("/run/postgresql,/tmp/s:5434", "/run/postgresql:5432, /tmp/s:5434")]
    [InlineData("::1,[::1]:5433,10.0.0.1:6432", "::1:5432, [::1]:5433, 10.0.0.1:6432")]
    public void Reads_hosts_with_and_without_ports(string text, string expected)
    {
        DatabaseHosts hosts = new(new NpgsqlConnectionStringBuilder { Host = text });

        Assert.Equal(expected, hosts.ToString());
    }

    [Theory]
    [InlineData("db1,,db2")]
    [InlineData("db1:x")]
    [InlineData("a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a")]
    public void Refuses_what_is_no_list_of_hosts(string text)
    {
        Assert.Throws<ArgumentException>(() => new DatabaseHosts(new NpgsqlConnectionStringBuilder { Host = text }));
    }

    [Fact]
    public void Bounds_what_waits_for_one_of_several()
    {
        DatabaseHosts hosts = new(new NpgsqlConnectionStringBuilder("Host=db1,/s;Target Session Attributes=primary"));

        Assert.Equal((3, true), (hosts.TextOf(0).Timeout, hosts.TextOf(0).TcpKeepAlive));
        Assert.Equal(("/s", 3, false), (hosts.TextOf(1).Host, hosts.TextOf(1).Timeout, hosts.TextOf(1).TcpKeepAlive));
        Assert.Null(hosts.TextOf(0).TargetSessionAttributes);
    }

    [Fact]
    public void Leaves_a_single_server_the_time_that_the_text_gives_it()
    {
        DatabaseHosts hosts = new(new NpgsqlConnectionStringBuilder("Host=db;Timeout=40"));

        Assert.Equal(40, hosts.TextOf(0).Timeout);
    }

    [Fact]
    public void Takes_no_cancelled_commit_for_a_success()
    {
        DatabaseHosts hosts = new(new NpgsqlConnectionStringBuilder("Host=db"));

        Assert.Equal(-1, hosts.TextOf(0).CancellationTimeout);
    }
}
