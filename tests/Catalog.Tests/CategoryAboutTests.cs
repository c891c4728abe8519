using Feria.Accounts.Tests;
using Feria.Media.Tests;
using Feria.Stores.Tests;

namespace Feria.Catalog.Tests;

/// <summary>A category's picture and description are there for who comes to it.</summary>
public sealed class CategoryAboutTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task What_a_category_is_about_is_shown_where_it_begins()
    {
        var editor = await host.PersonAsync(role: "administrator");
        var made = await editor.DoAsync(HttpMethod.Post, "/admin/categories", new
        {
            texts = new[] { new { locale = "en", name = "Easels" }, new { locale = "es", name = "Caballetes" } },
        });
        Assert.Equal(201, made.Status);
        var page = await host.Http.GetStringAsync("/category/easels");
        Assert.DoesNotContain("class=\"about\"", page);
        Assert.Contains("content=\"Easels from independent stores", page);

        var picture = await editor.SendAsync(Samples.Png(300, 200));
        var id = made.Body.GetProperty("id").GetGuid();
        Assert.Equal(200, (await editor.DoAsync(HttpMethod.Put, $"/admin/categories/{id}", new
        {
            version = 1, picture,
            texts = new object[]
            {
                new { locale = "en", name = "Easels", description = "For *painters* <b>who</b> stand." },
                new { locale = "es", name = "Caballetes" },
            },
        })).Status);

        var read = await (await host.Http.GetAsync("/api/v1/categories/easels?locale=es")).JsonAsync();
        Assert.Equal((picture, "For *painters* <b>who</b> stand.", "en"), (
            read.GetProperty("picture").GetString(),
            read.GetProperty("description").GetProperty("text").GetString(),
            read.GetProperty("description").GetProperty("language").GetString()));
        page = await host.Http.GetStringAsync("/category/easels");
        Assert.Contains("<em>painters</em> &lt;b&gt;who&lt;/b&gt; stand.", page);
        Assert.Contains(picture[..^5], page);
        Assert.Contains("content=\"For painters", page);
        var spanish = await host.Http.GetStringAsync("/es/category/easels");
        Assert.Contains("<div class=\"prose\" lang=\"en\">", spanish);
        Assert.DoesNotContain("content=\"For painters", spanish);
        Assert.DoesNotContain("class=\"about\"", await host.Http.GetStringAsync("/search?q=lamp&category=easels"));
    }
}
